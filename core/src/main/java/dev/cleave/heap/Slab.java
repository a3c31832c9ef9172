package dev.cleave.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A block of the pool, cut into equal slots. Which are free is said by a few words, a bit a slot,
 * and nowhere else: a slot is taken, and given back, by one compare-and-set, which is also what
 * finds a slot freed twice. There are as many words as the largest slab of the class needs: eight,
 * or more where one unit of the pool has more slots.
 *
 * <pre>
 *   words   [ 64 slots | 64 slots | … ]     a set bit is a free slot; bits beyond the last slot are never set
 *   block   | slot 0 | slot 1 | …     | rest, smaller than a slot |
 * </pre>
 *
 * <p>When all of its slots are free a slab may be retired: whoever swings every word from all free
 * to none owns the block, and this object can serve another block of the same class. A thread that
 * still looks at it sees no free slot, or one of that other block: what a slot's address is must
 * therefore be read after the slot was taken.
 */
final class Slab extends SlabWords {
    /** Where a slab is; see {@link Shelf}. */
    enum Place {
        /** In the hands of a stripe, or of a thread that has just opened it. */
        HELD,
        /** On its class's shelf, with free slots. */
        SHELVED,
        /** Nowhere: it had no free slot when last looked at. */
        FULL,
        /** Nowhere: what is in it is being moved out, and nobody takes slots. */
        CLOSED,
        /** It has no block. */
        RETIRED
    }

    private static final VarHandle MARK = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle PLACE;

    static {
        try {
            PLACE = MethodHandles.lookup().findVarHandle(Slab.class, "place", Place.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** A word says of 64 slots whether they are free. */
    private static final int SLOTS_PER_WORD_SHIFT = 6;

    private static final int SLOTS_PER_WORD = 1 << SLOTS_PER_WORD_SHIFT;

    /**
     * Binary digits of {@link #reciprocal} that stand for fractions: it is exact for slabs of up to
     * 2^40 bytes over those of a slot.
     */
    private static final int RECIPROCAL_SHIFT = 40;

    final SlabClass kind;
    final int sizeClass;
    final int slotBytes;

    /**
     * The shelf of the stripe that it belongs to: changed under the lock of the one that it leaves.
     */
    volatile Shelf shelf;

    /** 2^40 over the bytes of a slot, rounded up: the slot of a distance by one multiplication. */
    private final long reciprocal;

    /**
     * The block's address, and how many units and slots it has: written before any slot is free.
     */
    private long start;

    private int units;
    private int slots;

    /** The word to look at first: a guess. */
    private int cursor;

    private volatile Place place = Place.RETIRED;

    /**
     * A bit for each slot whose block is sampled; null until the first is. Set and cleared by the
     * slot's holder, and plain, as whoever frees a block was handed it by whoever allocated it, and
     * sees what was written before.
     */
    private long @Nullable [] marks;

    /** Whether it is kept on the shelf though it was empty, under the shelf's lock. */
    boolean kept;

    /** Neighbours on the shelf, under its lock. */
    @Nullable
    Slab next;

    @Nullable
    Slab previous;

    Slab(Shelf shelf) {
        super(wordsOf(shelf.kind.sizes.mostSlots()));
        this.shelf = shelf;
        kind = shelf.kind;
        sizeClass = kind.sizeClass;
        slotBytes = kind.slotBytes;
        reciprocal = (1L << RECIPROCAL_SHIFT) / slotBytes + 1;
    }

    // ---------------------------------------------------------------------------------------------------------- life

    /**
     * Serves a block: all of its slots are free from now on. The caller owns the block, and this
     * slab, which was retired.
     */
    void open(long address, int blockUnits, int slotCount) {
        start = address;
        units = blockUnits;
        slots = slotCount;
        cursor = 0;
        place = Place.HELD;
        int wordCount = wordsOf(slotCount);
        for (int word = 0; word < wordCount; word++) {
            setRelease(word, all(word));
        }
    }

    /**
     * Takes every slot, if all are free: the caller owns the block then, and must retire the slab.
     */
    boolean claimWhole() {
        int wordCount = wordsOf(slots);
        for (int word = 0; word < wordCount; word++) {
            if (!compareAndSet(word, all(word), 0L)) {
                for (int claimed = 0; claimed < word; claimed++) {
                    setVolatile(claimed, all(claimed));
                }
                return false;
            }
        }
        return true;
    }

    Place place() {
        return place;
    }

    /** Says where it is: whoever sees that sees what was written before. */
    void setPlaceRelease(Place now) {
        PLACE.setRelease(this, now);
    }

    /** Says where it is: what is read afterwards is read after that is seen. */
    void setPlaceVolatile(Place now) {
        place = now;
    }

    // ---------------------------------------------------------------------------------------------------------- slots

    /** Takes the lowest free slot of the word last used, or else of any: its address, or 0. */
    long take() {
        int word = cursor;
        long free = getVolatile(word);
        while (free != 0) {
            int slot = lowest(word, free);
            if (compareAndSet(word, free, free & free - 1)) {
                return start + (long) slotBytes * slot;
            }
            free = getVolatile(word);
        }
        return takeFromAnyWord();
    }

    private long takeFromAnyWord() {
        int wordCount = wordsOf(slots);
        for (int word = 0; word < wordCount; word++) {
            long free = getVolatile(word);
            while (free != 0) {
                int slot = lowest(word, free);
                if (compareAndSet(word, free, free & free - 1)) {
                    cursor = word;
                    return start + (long) slotBytes * slot;
                }
                free = getVolatile(word);
            }
        }
        return 0;
    }

    /** Takes a random free slot of a random word that has one: its address, or 0. */
    long takeRandom() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int wordCount = wordsOf(slots);
        int first = random.nextInt(Math.max(1, wordCount));
        for (int step = 0; step < wordCount; step++) {
            int word = first + step < wordCount ? first + step : first + step - wordCount;
            long free = getVolatile(word);
            while (free != 0) {
                long chosen = Long.expand(1L << random.nextInt(Long.bitCount(free)), free);
                int slot = lowest(word, chosen);
                if (compareAndSet(word, free, free ^ chosen)) {
                    return start + (long) slotBytes * slot;
                }
                free = getVolatile(word);
            }
        }
        return 0;
    }

    /**
     * The lowest slot of these. Asked before it is taken: between that and the return nothing is
     * called, so that no slot is lost at the end of the stack.
     */
    private static int lowest(int word, long free) {
        return word << SLOTS_PER_WORD_SHIFT | Long.numberOfTrailingZeros(free);
    }

    /** The slot that begins at an address, or -1 where none does. */
    int slotOf(long address) {
        long distance = address - start;
        long slot = distance * reciprocal >>> RECIPROCAL_SHIFT;
        return distance >= 0 && slot * slotBytes == distance && slot < slots ? (int) slot : -1;
    }

    /**
     * Gives a slot back: answers the word's free slots before, with the slot's own bit set where it
     * was free already.
     */
    long give(int slot) {
        int word = wordOf(slot);
        long bit = 1L << slot;
        while (true) {
            long free = getVolatile(word);
            if ((free & bit) != 0 || compareAndSet(word, free, free | bit)) {
                return free;
            }
        }
    }

    /**
     * Whether the word in which a slot lies has only free slots when this one is free beside these.
     */
    boolean fillsWord(int slot, long free) {
        return (free | 1L << slot) == all(wordOf(slot));
    }

    boolean isFree(int slot) {
        return (getVolatile(wordOf(slot)) & 1L << slot) != 0;
    }

    // ---------------------------------------------------------------------------------------------------------- marks

    /** Marks a slot, which the caller holds, as sampled. */
    void mark(int slot) {
        MARK.getAndBitwiseOr(marks(), wordOf(slot), 1L << slot);
    }

    /** Holders of two slots may need the marks at once. */
    private synchronized long[] marks() {
        long[] present = marks;
        if (present == null) {
            present = new long[words()];
            marks = present;
        }
        return present;
    }

    /**
     * Whether a slot is marked, asked by its holder: who had it before handed it over with what was
     * set.
     */
    boolean isMarked(int slot) {
        long[] present = marks;
        return present != null && (present[wordOf(slot)] & 1L << slot) != 0;
    }

    /** Takes a slot's mark away. */
    void unmark(int slot) {
        long[] present = marks;
        if (present != null) {
            MARK.getAndBitwiseAnd(present, wordOf(slot), ~(1L << slot));
        }
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /** How many slots are free: an estimate while others run. */
    int freeSlots() {
        int free = 0;
        int wordCount = wordsOf(slots);
        for (int word = 0; word < wordCount; word++) {
            free += Long.bitCount(getVolatile(word));
        }
        return free;
    }

    int slots() {
        return slots;
    }

    int units() {
        return units;
    }

    long start() {
        return start;
    }

    /** All the slots that a word has. */
    private long all(int word) {
        int rest = slots - (word << SLOTS_PER_WORD_SHIFT);
        return rest >= SLOTS_PER_WORD ? -1L : (1L << rest) - 1;
    }

    private static int wordOf(int slot) {
        return slot >>> SLOTS_PER_WORD_SHIFT;
    }

    /** How many words say of so many slots which are free. */
    private static int wordsOf(int slotCount) {
        return slotCount + SLOTS_PER_WORD - 1 >>> SLOTS_PER_WORD_SHIFT;
    }
}
