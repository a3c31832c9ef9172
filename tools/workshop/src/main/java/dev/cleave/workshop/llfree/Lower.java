package dev.cleave.workshop.llfree;

/**
 * The lower level: which frames are free. It is always right about that, and merges nothing, since a run of clear bits
 * <em>is</em> a merged block.
 *
 * <pre>
 *   orders 0 to 6    counter − 2^k     then  one word's bits          one compare-and-set each
 *   orders 7 and 8   counter − 2^k     then  2 or 4 words' bits       undone when one is lost
 *   order 9          counter 512 → huge                               the bits are not touched
 *   order 10         both counters 512 → huge                         one compare-and-set of two neighbours
 * </pre>
 *
 * <p>A counter is lowered before bits are set, and raised after bits are cleared: it never promises more than there is.
 */
final class Lower {
    /** No frame. */
    static final int NONE = BitFields.NONE;

    /** The largest order: two children. */
    static final int MAX_ORDER = ChildCount.ORDER + 1;

    private static final int ROWS_A_CHILD_ORDER = ChildCount.ORDER - BitWord.ORDER;

    final int children;
    final Children counters;
    private final BitFields bits;

    Lower(int frames) {
        children = (frames - 1 >> MAX_ORDER) + 1 << 1;
        counters = new Children(children, frames);
        bits = new BitFields(children, frames);
    }

    /**
     * Takes a block of the tree that this row is in, looking from there on and around: its first frame, or {@link
     * #NONE}.
     */
    int take(int row, int order) {
        int start = row >> ROWS_A_CHILD_ORDER;
        int first = start & -TreeCount.CHILDREN;
        int count = Math.min(TreeCount.CHILDREN, children - first);
        int child = start;
        for (int tried = 0; tried < count; tried++) {
            int frame = takeIn(child, tried == 0 ? row & BitFields.WORDS - 1 : 0, order);
            if (frame != NONE) {
                return frame;
            }
            child = child + 1 == first + count ? first : child + 1;
        }
        return NONE;
    }

    private int takeIn(int child, int start, int order) {
        if (order < ChildCount.ORDER) {
            return takeRun(child, start, order);
        }
        boolean taken = order == ChildCount.ORDER
                ? counters.takeHuge(child)
                : (child & 1) == 0 && counters.takeHugePair(child);
        return taken ? child << ChildCount.ORDER : NONE;
    }

    /**
     * Looks at the bits before it lowers the counter: what is lowered in vain hides frames from others for a moment.
     */
    private int takeRun(int child, int start, int order) {
        int frames = 1 << order;
        if (counters.free(child) < frames) {
            return NONE;
        }
        int word = bits.find(child, start, order);
        if (word == BitFields.NONE || !counters.take(child, frames)) {
            return NONE;
        }
        int frame = bits.take(child, word, order);
        if (frame == NONE) {
            counters.give(child, frames);
        }
        return frame;
    }

    /** Gives back a block. The caller owns it. */
    void give(int frame, int order) {
        int child = frame >> ChildCount.ORDER;
        if (order < ChildCount.ORDER) {
            bits.give(frame, order);
            counters.give(child, 1 << order);
        } else if (order == ChildCount.ORDER) {
            counters.giveHuge(child);
        } else {
            counters.giveHugePair(child);
        }
    }

    /**
     * Whether a block of the order lies free anywhere, counters not asked, for these hide what others hold in their
     * hands.
     */
    boolean hasRun(int order) {
        if (bits.areAllTaken()) {
            return false;
        }
        int step = BitFields.wordsOf(order);
        for (int word = 0; word < children * BitFields.WORDS; word += step) {
            if (bits.isFree(word, order) && !isHuge(word, order)) {
                return true;
            }
        }
        return false;
    }

    private boolean isHuge(int word, int order) {
        int child = word >> ROWS_A_CHILD_ORDER;
        return counters.isHuge(child) || order == MAX_ORDER && counters.isHuge(child + 1);
    }

    boolean isTaken(int frame) {
        return bits.isTaken(frame) || isHuge(frame >> ChildCount.ORDER);
    }

    int free(int child) {
        return counters.free(child);
    }

    boolean isHuge(int child) {
        return counters.isHuge(child);
    }

    /** Checks, while no call is on its way, that the counts of a tree's children are right: their sum. */
    int verifyTree(int tree) {
        int free = 0;
        int first = tree * TreeCount.CHILDREN;
        for (int child = first; child < Math.min(children, first + TreeCount.CHILDREN); child++) {
            verify(child);
            free += counters.free(child);
        }
        return free;
    }

    private void verify(int child) {
        int clear = 0;
        for (int frame = child << ChildCount.ORDER; frame < child + 1 << ChildCount.ORDER; frame++) {
            clear += bits.isTaken(frame) ? 0 : 1;
        }
        int expected = counters.isHuge(child) ? ChildCount.FRAMES : counters.free(child);
        if (clear != expected) {
            throw new IllegalStateException("child " + child + ": " + clear + " clear bits, expected are " + expected);
        }
    }

    long byteSize() {
        return counters.byteSize() + bits.byteSize();
    }
}
