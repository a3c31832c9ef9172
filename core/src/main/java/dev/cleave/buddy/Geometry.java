package dev.cleave.buddy;

/**
 * Where the words of the tree lie: pure functions of the number of units.
 *
 * <pre>
 *   level 2                 [ word | planes 0…12 ]                one slot = 4096 units
 *                            slot 0 │    slot 1 └───────┐
 *   level 1   [ word | planes 0…6 ]      [ word | planes 0…6 ]    one slot = 64 units
 *              │    └─────┐
 *   level 0   [ word ]  [ word ]  …                               one slot = 1 unit
 * </pre>
 *
 * A slot of level L is 64^L units, a word 64 slots. Slot s of word i stands above word 64 i + s of the level below. A word
 * of level 1 and up is followed by its hints, a plane for each order 0 to 6 L: bit s of plane r speaks of the word below slot s. The
 * highest level has one word. The word at {@link #ORDERS} holds the hints above that one: a bit for each order.
 */
final class Geometry {
    /** The most units that a space can have: 64 TiB of 4 KiB frames. */
    static final long MAX_UNITS = 1L << 34;

    /** The word whose bit r says that somewhere a maximal run of order r may be free; alone on its cache line. */
    static final int ORDERS = 8;

    private static final int FIRST = 16;

    /** A digit of four bits for each level, the lowest first. */
    private static final int STRIDE_SHIFTS = 0x555440;

    final long units;
    /** The highest level. */
    final int top;
    /** The largest order of which a space of so many units can hold a block. */
    final int maxOrder;
    /** How many words the tree and its hints take. */
    final int wordCount;

    private final int[] firstOfLevel;

    Geometry(long units) {
        this.units = units;
        this.maxOrder = Runs.orderWithin(units);
        int level = 0;
        while (units > 1L << slotShift(level + 1)) {
            level++;
        }
        this.top = level;
        this.firstOfLevel = new int[top + 1];
        int next = FIRST;
        for (int each = top; each >= 0; each--) {
            firstOfLevel[each] = next;
            next += words(each) << strideShift(each);
        }
        this.wordCount = next;
    }

    /** Units of a slot of a level, as a power of two: its order. */
    static int slotShift(int level) {
        return Runs.WORD_ORDER * level;
    }

    /** The word that stands above a word of the level below, or the word that holds a slot counted over the whole level. */
    static int above(int index) {
        return index >>> Runs.WORD_ORDER;
    }

    /** The word that stands below a slot of a word. */
    static int below(int index, int slot) {
        return index << Runs.WORD_ORDER | slot;
    }

    /** The first word of a level below, or the same, that stands under a word. */
    static int first(int level, int index, int below) {
        return index << Runs.WORD_ORDER * (level - below);
    }

    /** The slot of the word above in which a word stands. */
    static int slotAbove(int index) {
        return index & Runs.WORD - 1;
    }

    /** The first unit of a slot. */
    static long offset(int level, int index, int slot) {
        return ((long) index << Runs.WORD_ORDER | slot) << slotShift(level);
    }

    /** The word of a level in which an offset lies. */
    static int index(int level, long offset) {
        return (int) (offset >>> slotShift(level + 1));
    }

    /** The slot of its word in which an offset lies. */
    static int slot(int level, long offset) {
        return (int) (offset >>> slotShift(level)) & Runs.WORD - 1;
    }

    /** How many slots of a level a length has: its digit in base 64, and at the top all that is left. */
    long digit(long length, int level) {
        long slots = length >>> slotShift(level);
        return level == top ? slots : slots & Runs.WORD - 1;
    }

    /** How many words a level has; the last one may reach past the end, and what lies there is never free. */
    int words(int level) {
        return (int) (units + (1L << slotShift(level + 1)) - 1 >>> slotShift(level + 1));
    }

    /** The level that blocks of this order live at. A whole word is a slot of the level above, except at the top. */
    int levelOf(int order) {
        return Math.min(order / Runs.WORD_ORDER, top);
    }

    /** The place of a word of the tree. */
    int word(int level, int index) {
        return firstOfLevel[level] + (index << strideShift(level));
    }

    /** The place of a plane of hints beside a word of level 1 and up. */
    int plane(int level, int index, int order) {
        return word(level, index) + 1 + order;
    }

    /** The plane that says which words below are free as a whole. */
    int emptiedPlane(int level, int index) {
        return plane(level, index, slotShift(level));
    }

    /** A word with its hints has whole cache lines to itself, wherever the array begins: others have other homes. */
    private static int strideShift(int level) {
        return STRIDE_SHIFTS >>> (level << 2) & 7;
    }
}
