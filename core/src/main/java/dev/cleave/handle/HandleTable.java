package dev.cleave.handle;

import org.jspecify.annotations.Nullable;

/**
 * The table of handles: which block each one means, and who has it pinned. A handle is a generation
 * and the number of a slot. It means the same block for as long as that lives, wherever it is
 * moved, and nothing ever after.
 *
 * <pre>
 *   slot:   [ word | place 0 | place 1 | shape ]        four words, so two slots a cache line
 *
 *   word    see HandleWord
 *   place   two addresses: the one in use, and the one that a mover is filling
 *   shape   bytes, and the alignment as a power of two
 * </pre>
 *
 * <p>{@link #swing} joins {@link HandleWord}'s pure changes to {@link AtomicWords}. All calls are
 * lock-free: a loop goes round again only because another thread changed the word meanwhile. A pin
 * costs one compare-and-set, an unpin one more.
 *
 * <p>Free slots lie on a stack whose top has a count in it, so that a slot which was popped and
 * pushed again meanwhile is not taken for the same top. A slot whose generations ran out is not
 * used again.
 */
public final class HandleTable {
    /** No address: the block was freed already, or is pinned. */
    public static final long NOT_CLOSED = -1;

    private static final int SLOT_SHIFT = 2;
    private static final int PLACE = 1;
    private static final int SHAPE = 3;
    private static final int ALIGNMENT_BITS = 6;

    /** So many slots that are taken one after the other have 128 bytes to themselves each. */
    private static final int SPREAD_SHIFT = 4;

    private static final int SPREAD = 1 << SPREAD_SHIFT;
    private static final long SPREAD_GROUP = 4L << SPREAD_SHIFT;
    private static final int GENERATION_SHIFT = 32;
    private static final long SLOT_MASK = (1L << GENERATION_SHIFT) - 1;

    /**
     * The words of the table itself: the top of the free slots (a count, and a slot plus one), how
     * many were ever used, how many retired.
     */
    private static final int FREE = 0;

    private static final int USED = 1;
    private static final int RETIRED = 2;
    private static final int OWN_WORDS = 3;

    /** How a move ended. */
    public enum MoveEnd {
        /** The block is at its new place; the old one is the mover's. */
        MOVED,
        /** Somebody pinned the block: it is where it was, and the new place is the mover's. */
        CANCELLED,
        /**
         * Somebody freed the block: both places are the mover's, who then calls {@link
         * HandleTable#recycle}.
         */
        FREED
    }

    private final AtomicWords words;

    /**
     * For each slot, how many moves were about to end well. Apart from the slots, as only whoever
     * reads without a pin needs it: of blocks that never move there is none.
     */
    private final AtomicWords moves;

    private final AtomicWords own = new AtomicWords(OWN_WORDS);
    private final long slots;
    private final int firstGeneration;
    private final int lastGeneration;

    /**
     * A table of no handles.
     *
     * @param slots the most that live at once, 1 or more
     * @param lastGeneration behind this one a slot is retired
     */
    public HandleTable(long slots, int lastGeneration) {
        this(slots, HandleWord.FIRST_GENERATION, lastGeneration);
    }

    /**
     * As {@link #HandleTable(long, int)}, with another generation to begin at: tables that begin
     * far from each other refuse each other's handles.
     */
    public HandleTable(long slots, int firstGeneration, int lastGeneration) {
        this.slots = slots;
        this.firstGeneration = firstGeneration;
        this.lastGeneration = lastGeneration;
        words = new AtomicWords(slots << SLOT_SHIFT);
        moves = new AtomicWords(slots);
    }

    // ------------------------------------------------------------------------------------------------------------ life

    /**
     * A handle for a block that nobody knows yet.
     *
     * @throws IllegalStateException where no slot is left
     */
    public long open(long address, long byteSize, long byteAlignment) {
        long slot = popFree();
        if (slot < 0) {
            slot = freshSlot();
        }
        long before = words.getAcquire(word(slot));
        int generation = before == 0 ? firstGeneration : HandleWord.generation(before) + 1;
        words.setRelease(word(slot) + PLACE, address);
        words.setRelease(word(slot) + PLACE + 1, 0);
        words.setRelease(word(slot) + SHAPE, byteSize << ALIGNMENT_BITS | Long.numberOfTrailingZeros(byteAlignment));
        words.setRelease(word(slot), HandleWord.born(generation));
        return (long) generation << GENERATION_SHIFT | slot;
    }

    /**
     * Ends the life of a block. Its address is the caller's, who gives the block back and then
     * {@linkplain #recycle recycles} the slot; or 0 where a move is under way, and its mover does
     * both.
     *
     * @throws IllegalStateException where it was freed already, or somebody has it pinned; nothing
     *     is changed
     */
    public long close(long handle) {
        long address = tryClose(handle);
        if (address == NOT_CLOSED) {
            throw Refusals.ofFree(words.getAcquire(word(handle)), generation(handle));
        }
        return address;
    }

    /** As {@link #close}, or {@link #NOT_CLOSED} where that would throw. */
    public long tryClose(long handle) {
        long after = swing(handle, HandleWord::freed);
        if (after == HandleWord.REFUSED) {
            return NOT_CLOSED;
        }
        return HandleWord.isMoving(after) ? 0 : address(handle, after);
    }

    /**
     * Lets another block have the slot of a handle that was closed, and whose places have gone
     * back.
     */
    public void recycle(long handle) {
        if (generation(handle) == lastGeneration) {
            own.getAndAdd(RETIRED, 1);
            return;
        }
        long slot = slot(handle);
        while (true) {
            long top = own.getAcquire(FREE);
            words.setRelease(word(slot) + PLACE, top & SLOT_MASK);
            if (own.compareAndSet(FREE, top, (top | SLOT_MASK) + 1 | slot + 1)) {
                return;
            }
        }
    }

    private long popFree() {
        while (true) {
            long top = own.getAcquire(FREE);
            long slot = (top & SLOT_MASK) - 1;
            if (slot < 0) {
                return -1;
            }
            long next = words.getAcquire(word(slot) + PLACE);
            if (own.compareAndSet(FREE, top, (top | SLOT_MASK) + 1 | next & SLOT_MASK)) {
                return slot;
            }
        }
    }

    private long freshSlot() {
        while (true) {
            long used = own.getAcquire(USED);
            if (used == slots) {
                throw new IllegalStateException("all " + slots + " handles are in use, or retired ("
                        + retired() + "): open new ones, for these have no name left for another");
            }
            if (own.compareAndSet(USED, used, used + 1)) {
                return spread(used);
            }
        }
    }

    /**
     * Slots that are taken one after the other lie two cache lines apart, so that threads which pin
     * blocks of their own do not share one: the square of a group is turned over. The last slots,
     * of which there is no whole group, stay where they are.
     */
    private long spread(long used) {
        boolean whole = used < (slots & -SPREAD_GROUP);
        return whole
                ? used & -SPREAD_GROUP | (used & SPREAD - 1) << SLOT_SHIFT
                        | used >>> SPREAD_SHIFT & (1 << SLOT_SHIFT) - 1
                : used;
    }

    // ------------------------------------------------------------------------------------------------------------ pins

    /**
     * Pins a block: until it is unpinned it does not move, and cannot be freed. A move that is
     * under way is cancelled.
     *
     * @return its address
     * @throws IllegalStateException where it was freed already, or has too many pins; nothing is
     *     changed
     */
    public long pin(long handle) {
        return pinned(handle, HandleWord::pinned);
    }

    /**
     * As {@link #pin}, for whoever only reads: a move that is under way goes on, and waits for it.
     */
    public long pinToRead(long handle) {
        return pinned(handle, HandleWord::pinnedToRead);
    }

    /** As {@link #pin}, for long. */
    public long pinLong(long handle) {
        return pinned(handle, HandleWord::pinnedLong);
    }

    /**
     * The words of a slot are in one chunk, which is looked up once: a pin is compiled into its
     * callers.
     */
    private long pinned(long handle, Change change) {
        long[] chunk = words.chunkOf(word(handle));
        long after = swing(chunk, handle, change);
        if (chunk == null || after == HandleWord.REFUSED) {
            throw Refusals.ofPin(words.getAcquire(word(handle)), generation(handle));
        }
        return AtomicWords.getAcquireIn(chunk, word(handle) + PLACE + HandleWord.place(after));
    }

    /** Takes a pin back: for whoever has it. */
    public void unpin(long handle) {
        requirePin(swing(handle, (word, generation) -> HandleWord.unpinned(word)));
    }

    /** Takes a long pin back: for whoever has it. */
    public void unpinLong(long handle) {
        requirePin(swing(handle, (word, generation) -> HandleWord.unpinnedLong(word)));
    }

    private static void requirePin(long after) {
        if (after == HandleWord.REFUSED) {
            throw Refusals.ofUnpin();
        }
    }

    // ----------------------------------------------------------------------------------------------------------- moves

    /**
     * Begins a move, if the block lives and is neither pinned nor moved by another; answers whether
     * it is the caller's to end.
     */
    public boolean beginMove(long handle) {
        return swing(handle, HandleWord::moving) != HandleWord.REFUSED;
    }

    /** As {@link #beginMove}, under the pins of those who only read. */
    public boolean beginMoveUnderReaders(long handle) {
        return swing(handle, HandleWord::movingUnderReaders) != HandleWord.REFUSED;
    }

    /**
     * Makes a mover of the caller, who has a pin, so that the other place is his; answers whether
     * he is one. He ends that by {@link #giveUpMove}.
     */
    public boolean claim(long handle) {
        return swing(handle, (word, generation) -> HandleWord.claimed(word)) != HandleWord.REFUSED;
    }

    /**
     * Lets the other place count, if nobody cancelled the move, and nobody has a pin or freed it;
     * answers whether it does. The move is not over: it ends by {@link #settle} or {@link
     * #giveUpMove}. Whoever pins it next sees all that the caller has written to that place.
     */
    public boolean turn(long handle) {
        moves.getAndAdd(slot(handle), 1);
        return swing(handle, (word, generation) -> HandleWord.turned(word)) != HandleWord.REFUSED;
    }

    /**
     * Ends a move, wherever it is; answers whether it has ended. If not, it was cancelled or freed:
     * the caller does what that asks for, then calls {@link #giveUpMove}.
     */
    public boolean settle(long handle) {
        return swing(handle, (word, generation) -> HandleWord.settled(word)) != HandleWord.REFUSED;
    }

    /** Whether a move that the caller has begun can still end well. */
    public boolean mayStillMove(long handle) {
        return HandleWord.moved(words.getAcquire(word(handle))) != HandleWord.REFUSED;
    }

    /** Whether nobody cancelled a move that the caller has begun, or freed what moves. */
    public boolean isUndisturbed(long handle) {
        return HandleWord.settled(words.getAcquire(word(handle))) != HandleWord.REFUSED;
    }

    /**
     * Ends a move: well, if nobody pinned or freed the block since. Whoever pins it next sees all
     * that the caller has written to the new place.
     */
    public MoveEnd endMove(long handle, long newAddress) {
        setOther(handle, newAddress);
        moves.getAndAdd(slot(handle), 1);
        long after = swing(handle, (word, generation) -> HandleWord.moved(word));
        return after != HandleWord.REFUSED ? MoveEnd.MOVED : giveUpMove(handle);
    }

    /**
     * Ends a move that comes to nothing: the block stays where it is, unless it was freed
     * meanwhile.
     */
    public MoveEnd giveUpMove(long handle) {
        long after = swing(handle, (word, generation) -> HandleWord.stayed(word));
        return after != HandleWord.REFUSED ? MoveEnd.CANCELLED : MoveEnd.FREED;
    }

    // ----------------------------------------------------------------------------------------------------------- swing

    /** A pure change of a word: the word after it, or {@link HandleWord#REFUSED}. */
    @FunctionalInterface
    private interface Change {
        long of(long word, int generation);
    }

    /**
     * Changes the word of a handle, if that is legal; answers the word after the change, or {@link
     * HandleWord#REFUSED}.
     */
    private long swing(long handle, Change change) {
        return swing(words.chunkOf(word(handle)), handle, change);
    }

    /**
     * As {@link #swing(long, Change)}, in the chunk of the handle's word: where there is none, the
     * slot was never used.
     */
    private long swing(long @Nullable [] chunk, long handle, Change change) {
        if (chunk == null) {
            return HandleWord.REFUSED;
        }
        long before = AtomicWords.getAcquireIn(chunk, word(handle));
        long after = change.of(before, generation(handle));
        return after == HandleWord.REFUSED || AtomicWords.compareAndSetIn(chunk, word(handle), before, after)
                ? after
                : swingAgain(chunk, handle, change);
    }

    /**
     * Where another thread changed the word meanwhile. Apart, so that one contended block does not
     * make the compiled code slower by which all others are pinned.
     */
    private static long swingAgain(long[] chunk, long handle, Change change) {
        long index = word(handle);
        while (true) {
            long before = AtomicWords.getAcquireIn(chunk, index);
            long after = change.of(before, generation(handle));
            if (after == HandleWord.REFUSED || AtomicWords.compareAndSetIn(chunk, index, before, after)) {
                return after;
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------------ look

    /** Whether the block of a handle lives. */
    public boolean isLive(long handle) {
        return HandleWord.isLive(words.getAcquire(word(handle)), generation(handle));
    }

    /** The word of a handle, or 0 where its block lives no more. */
    public long stateOf(long handle) {
        long word = words.getAcquire(word(handle));
        return HandleWord.isLive(word, generation(handle)) ? word : 0;
    }

    /**
     * Where the block of a handle is: for whoever has it pinned or moves it; for others a guess.
     */
    public long address(long handle) {
        return address(handle, words.getAcquire(word(handle)));
    }

    private long address(long handle, long word) {
        return words.getAcquire(word(handle) + PLACE + HandleWord.place(word));
    }

    /**
     * The place that does not count: 0 until a mover {@linkplain #setOther sets} it. For the mover,
     * and for whoever keeps all movers away.
     */
    public long other(long handle) {
        long[] chunk = words.chunkOf(word(handle));
        if (chunk == null) {
            return 0;
        }
        int counts = HandleWord.place(AtomicWords.getAcquireIn(chunk, word(handle)));
        return AtomicWords.getAcquireIn(chunk, word(handle) + PLACE + 1 - counts);
    }

    /** Sets the place that does not count: for the mover. */
    public void setOther(long handle, long address) {
        int counts = HandleWord.place(words.getAcquire(word(handle)));
        words.setRelease(word(handle) + PLACE + 1 - counts, address);
    }

    /**
     * Says anew how many bytes there are: for the mover. Whoever pins it at the same time sees
     * either number, so that there must be room for both.
     */
    public void setByteSize(long handle, long byteSize) {
        long shape = words.getAcquire(word(handle) + SHAPE);
        words.setRelease(word(handle) + SHAPE, byteSize << ALIGNMENT_BITS | shape & (1 << ALIGNMENT_BITS) - 1);
    }

    /** Where a word of a handle that lives says that its block is. */
    public long addressIn(long handle, long word) {
        return address(handle, word);
    }

    /**
     * Moves of a handle's block until now: to be read before {@link #stateOf}, and held against
     * {@link #stood} afterwards.
     */
    public long moves(long handle) {
        return moves.getAcquire(slot(handle));
    }

    /**
     * Whether a block has been where a word says from then on until now: so that what the caller
     * has read there was the block's. A move that ended shows in the word's place; two of them show
     * in the count, which each raises before its place turns. So the word is read before the count.
     */
    public boolean stood(long handle, long word, long movesBefore) {
        AtomicWords.acquireFence();
        return HandleWord.isSameStay(word, words.getAcquire(word(handle))) && moves(handle) == movesBefore;
    }

    /** The bytes that were asked for: as {@link #address}. */
    public long byteSize(long handle) {
        return words.getAcquire(word(handle) + SHAPE) >>> ALIGNMENT_BITS;
    }

    /** The alignment that was asked for: as {@link #address}. */
    public long byteAlignment(long handle) {
        return 1L << (words.getAcquire(word(handle) + SHAPE) & (1 << ALIGNMENT_BITS) - 1);
    }

    /** Handles of the living are found in the slots before this one. */
    public long usedSlots() {
        return Math.min(slots, own.getAcquire(USED) + SPREAD_GROUP - 1 & -SPREAD_GROUP);
    }

    /** The handle that lives in a slot, or 0. */
    public long handleIn(long slot) {
        long word = words.getAcquire(word(slot));
        return HandleWord.isLive(word) ? (long) HandleWord.generation(word) << GENERATION_SHIFT | slot : 0;
    }

    /** Whether a number can be a handle of this table, as it has such a slot. */
    public boolean isWithin(long handle) {
        return slot(handle) < slots;
    }

    /** The number of a handle's slot: from 0 on, and no other living handle's. */
    public long slotOf(long handle) {
        return slot(handle);
    }

    /** How many slots are retired, as their generations ran out. */
    public long retired() {
        return own.getAcquire(RETIRED);
    }

    /** Bytes of the table. */
    public long byteSize() {
        return words.byteSize() + moves.byteSize();
    }

    private static int generation(long handle) {
        return (int) (handle >>> GENERATION_SHIFT);
    }

    private static long slot(long handle) {
        return handle & SLOT_MASK;
    }

    /** The index of the word of a slot or handle. */
    private static long word(long handle) {
        return slot(handle) << SLOT_SHIFT;
    }
}
