package dev.cleave.objects;

/**
 * The handle table: which object each handle means, and who has it pinned. All calls here are
 * lock-free: a loop goes round again only because another thread changed the word meanwhile. To
 * take a slot and to give it back is the stripes' work ({@link StripeSlots}).
 *
 * <pre>
 *    63         32 31                     0      of the slot: the chunk's number, and 6 bits for
 *   +-------------+------------------------+     which of its 64 it is; of the life: the era of
 *   |    life     |          slot          |     the chunk, and the generation of the word
 *   +-------------+------------------------+
 * </pre>
 *
 * <p>{@link #swing} joins {@link SlotWord}'s pure changes to {@link SlotChunk}. A handle is never
 * zero.
 */
final class SlotTable {
    private static final int LIFE_SHIFT = 32;
    private static final long SLOT_MASK = (1L << LIFE_SHIFT) - 1;

    final SlotWord words;
    final SlotDirectory directory;
    private final int generationBits;

    /** A change of a word, or {@link SlotWord#REFUSED}. */
    @FunctionalInterface
    private interface Change {
        long of(SlotWord words, long word);
    }

    /**
     * A table in which nothing lives.
     *
     * @param slots the most that live at once
     * @param firstEra spaces that begin far from each other refuse each other's handles
     */
    SlotTable(SlotWord words, long slots, int firstEra) {
        this.words = words;
        generationBits = words.generationBits();
        int eras = 1 << LIFE_SHIFT - generationBits;
        directory = new SlotDirectory((Math.min(slots, SLOT_MASK) >>> SlotChunk.SLOT_SHIFT) + 1, firstEra & eras - 1,
                eras);
    }

    /**
     * Lets an object be born in a slot that the caller took, and answers its handle. Whoever uses
     * that sees all that the caller has written there.
     */
    long open(long slot, long location) {
        long[] chunk = present(slot);
        long born = words.born(SlotChunk.getAcquire(chunk, (int) slot), location);
        if (born == SlotWord.REFUSED) {
            throw new IllegalStateException("slot " + slot + " of the handle table is in use: its books are broken");
        }
        SlotChunk.setRelease(chunk, (int) slot, born);
        return ((long) SlotChunk.era(chunk) << generationBits | words.generation(born)) << LIFE_SHIFT | slot;
    }

    /**
     * Ends the life of an object, and answers its location, which is the caller's then, as is the
     * slot.
     *
     * @throws IllegalArgumentException where the handle is none of this table
     * @throws IllegalStateException where nothing lives under it, or it is pinned
     */
    long close(long handle) {
        long[] chunk = chunk(handle, "free it once");
        long before = swing(chunk, handle, SlotWord::freed);
        if (before == SlotWord.REFUSED) {
            long word = SlotChunk.getAcquire(chunk, (int) handle);
            throw isOf(handle, word)
                    ? Refusals.ofPinned(handle, words.pins(word))
                    : Refusals.ofDead(handle, "free it once");
        }
        SlotChunk.storeFence();
        return words.location(before);
    }

    /**
     * Pins an object, and answers where it is.
     *
     * @throws IllegalArgumentException where the handle is none of this table
     * @throws IllegalStateException where nothing lives under it, or it has too many pins
     */
    long pin(long handle) {
        long[] chunk = chunk(handle, "pin it while it lives");
        long before = swing(chunk, handle, SlotWord::pinned);
        if (before == SlotWord.REFUSED) {
            throw isOf(handle, SlotChunk.getAcquire(chunk, (int) handle))
                    ? Refusals.ofManyPins(handle)
                    : Refusals.ofDead(handle, "pin it while it lives");
        }
        return words.location(before);
    }

    /** Takes a pin away, which the caller set. */
    void unpin(long handle) {
        long[] chunk = chunk(handle, "a pin is closed once");
        if (swing(chunk, handle, SlotWord::unpinned) == SlotWord.REFUSED) {
            throw Refusals.ofClosedPin();
        }
    }

    /** The word before the change, or {@link SlotWord#REFUSED}. */
    private long swing(long[] chunk, long handle, Change change) {
        while (true) {
            long before = SlotChunk.getAcquire(chunk, (int) handle);
            long after = isOf(handle, before) ? change.of(words, before) : SlotWord.REFUSED;
            if (after == SlotWord.REFUSED) {
                return SlotWord.REFUSED;
            }
            if (SlotChunk.compareAndSet(chunk, (int) handle, before, after)) {
                return before;
            }
        }
    }

    // ----------------------------------------------------------------------------------------------------------- moves

    /**
     * Begins a move of what lives in a slot, for the one mover of its stripe.
     *
     * @return the word while it moves, to be given to {@link #endMove}; refused where it is pinned
     */
    long beginMove(long slot) {
        long[] chunk = present(slot);
        while (true) {
            long before = SlotChunk.getAcquire(chunk, (int) slot);
            long after = words.moving(before);
            if (after == SlotWord.REFUSED || SlotChunk.compareAndSet(chunk, (int) slot, before, after)) {
                return after;
            }
        }
    }

    /**
     * Ends a move: whoever pins the object next sees all that the caller has written to the new
     * place. Answers whether it is there now; if not, it was pinned, and is where it was.
     */
    boolean endMove(long slot, long moving, long location) {
        boolean moved = SlotChunk.compareAndSet(present(slot), (int) slot, moving, words.moved(moving, location));
        SlotChunk.storeFence();
        return moved;
    }

    /** Ends a move that comes to nothing; a pin may have done so before. */
    void giveUpMove(long slot, long moving) {
        SlotChunk.compareAndSet(present(slot), (int) slot, moving, words.stayed(moving));
    }

    // ------------------------------------------------------------------------------------------------------------ look

    /**
     * The word of an object that lives.
     *
     * @throws IllegalArgumentException where the handle is none of this table
     * @throws IllegalStateException where nothing lives under it
     */
    long live(long handle) {
        long word = SlotChunk.getAcquire(chunk(handle, "read it while it lives"), (int) handle);
        if (!isOf(handle, word)) {
            throw Refusals.ofDead(handle, "read it while it lives");
        }
        return word;
    }

    /** Whether an object lives: false as well where the handle is none of this table. */
    boolean isLive(long handle) {
        long[] chunk = directory.get(number(handle));
        return chunk != null && SlotChunk.era(chunk) == era(handle)
                && isOf(handle, SlotChunk.getAcquire(chunk, (int) handle));
    }

    /** Whether an object has been where a word says from then on, but for {@link SlotWord#MOVES} moves. */
    boolean stood(long handle, long word) {
        SlotChunk.acquireFence();
        long[] chunk = directory.get(number(handle));
        return chunk != null && SlotChunk.era(chunk) == era(handle)
                && words.isSameStay(word, SlotChunk.getAcquire(chunk, (int) handle));
    }

    /** The handle of what lives in a slot. */
    long handleIn(long slot) {
        long[] chunk = present(slot);
        int generation = words.generation(SlotChunk.getAcquire(chunk, (int) slot));
        return ((long) SlotChunk.era(chunk) << generationBits | generation) << LIFE_SHIFT | slot;
    }

    /** Pins of what lives in a slot. */
    int pinsOf(long slot) {
        return words.pins(SlotChunk.getAcquire(present(slot), (int) slot));
    }

    static long slot(long handle) {
        return handle & SLOT_MASK;
    }

    /** The number of the chunk in which a handle's slot is. */
    static int number(long handle) {
        return (int) handle >>> SlotChunk.SLOT_SHIFT;
    }

    private int era(long handle) {
        return (int) (handle >>> LIFE_SHIFT + generationBits);
    }

    private boolean isOf(long handle, long word) {
        int generation = (int) (handle >>> LIFE_SHIFT) & (1 << generationBits) - 1;
        return words.isLive(word) && words.generation(word) == generation;
    }

    private long[] chunk(long handle, String advice) {
        long[] chunk = directory.get(number(handle));
        if (chunk != null && SlotChunk.era(chunk) == era(handle)) {
            return chunk;
        }
        throw directory.isWithin(number(handle)) ? Refusals.ofDead(handle, advice) : Refusals.ofForeign(handle);
    }

    private long[] present(long slot) {
        long[] chunk = directory.get(number(slot));
        if (chunk == null) {
            throw new IllegalStateException("slot " + slot + " of the handle table has no chunk: its books are broken");
        }
        return chunk;
    }
}
