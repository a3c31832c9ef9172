package dev.cleave.buddy;

import java.util.Arrays;

/**
 * Small stacks of freed blocks in front of the tree, one for each stripe and small order, as Linux
 * keeps lists of pages for each processor.
 *
 * <p>A stack is used by whoever holds it: see {@link Stacks}. Found in use, empty or full, the
 * answer is "no" at once, and the caller goes to the tree; nobody ever waits. A thread that stops
 * while it holds a stack takes it out of use, and the few blocks in it.
 *
 * <p>A magazine that handed high blocks out again would keep memory scattered for ever. So a stack
 * has a <em>limit</em>, the end of the home that it was last refilled from, the lowest within reach
 * that suited: what is freed above it goes to the tree, and high memory drains. A stack that was
 * never refilled has none: its threads only free, and it gathers what they free.
 */
final class Magazines {
    /** What a stack of larger blocks may keep; of small ones it may keep as many as a word has. */
    private static final int USUAL_CAPACITY = 14;

    /** Orders that have magazines: more are not worth it. */
    static final int MAX_ORDERS = 9;

    /** How many orders share the budget alike; those above live on what these cannot use. */
    private static final int SHARING_ORDERS = 7;

    /** The units that a refill of small blocks takes: half a word. */
    private static final int REFILL_UNITS = Runs.WORD / 2;

    /** From this order on a refill takes a whole word, if there is room for it. */
    private static final int WORDS_FROM_ORDER = 3;

    private static final int CAPACITY_BITS = 5;
    private static final long LAST_UNIT_OF_HOME = Homes.UNITS - 1;

    private final int stripes;
    private final int orders;
    /**
     * The capacity of each order's stacks, {@link #CAPACITY_BITS} bits each: one field is cheaper
     * to read than an array's element.
     */
    private final long capacities;
    private final Stacks stacks;
    private final Tree tree;
    private final Lanes lanes;

    /**
     * Magazines that together hold at most one unit in a hundred; none where they are not enabled.
     */
    Magazines(Tree tree, Lanes lanes, long units, boolean enabled, Stacks stacks) {
        this.tree = tree;
        this.lanes = lanes;
        this.stripes = lanes.count;
        this.capacities = enabled ? capacities(units / 100 / stripes) : 0;
        this.orders = (Long.SIZE - Long.numberOfLeadingZeros(capacities) + CAPACITY_BITS - 1) / CAPACITY_BITS;
        this.stacks = stacks;
    }

    /**
     * Shares a budget of units out among the orders; what the small ones cannot use is left to the
     * larger ones.
     */
    private static long capacities(long budget) {
        long capacities = 0;
        long left = budget;
        for (int order = 0; order < MAX_ORDERS; order++) {
            long share = left / Math.max(1, SHARING_ORDERS - order);
            long most = Math.min(Stacks.MAX_CAPACITY, Math.max(USUAL_CAPACITY, Runs.WORD >>> order));
            long capacity = Math.min(most, share >>> order);
            left -= capacity << order;
            capacities |= capacity << order * CAPACITY_BITS;
        }
        return capacities;
    }

    private int capacity(int order) {
        return (int) (capacities >>> order * CAPACITY_BITS) & (1 << CAPACITY_BITS) - 1;
    }

    /** How many of the lowest orders have magazines. */
    int orders() {
        return orders;
    }

    /** A block, or {@link BuddySpace#NO_BLOCK} where the stack is empty or in use. */
    long pop(int stripe, int order) {
        return stacks.pop(stripe, order);
    }

    /**
     * Keeps a block, unless it lies above the limit or the stack is full or in use: answers whether
     * it did.
     */
    boolean push(int stripe, int order, long block) {
        return stacks.push(stripe, order, capacity(order), block);
    }

    /**
     * Takes several blocks from the tree, keeps all but the first and answers that one. What it
     * keeps was free and is out of the sight of whoever saw this magazine empty: that is announced.
     */
    long refill(int stripe, int order) {
        int wanted = Math.min(capacity(order) + 1, (order < WORDS_FROM_ORDER ? REFILL_UNITS : Runs.WORD) >>> order);
        long held = wanted < 2 ? Stacks.NOT_NOW : stacks.holdWith(stripe, order, 0);
        if (held == Stacks.NOT_NOW) {
            long block = tree.take(order, stripe);
            stacks.setLimit(stripe, order, block | LAST_UNIT_OF_HOME);
            return block;
        }
        lanes.beginHiding(stripe);
        long first = fill(stripe, order, held, wanted);
        lanes.endHiding(stripe);
        return first;
    }

    private long fill(int stripe, int order, long held, int wanted) {
        long[] blocks = stacks.blocks();
        int from = stacks.firstBlock(stripe, order);
        int count = tree.takeMany(order, blocks, from, wanted, stripe);
        if (count == 0) {
            stacks.release(stripe, order, held, 0);
            return Offsets.NONE;
        }
        long first = blocks[from + count - 1];
        stacks.setLimit(stripe, order, first | LAST_UNIT_OF_HOME);
        stacks.release(stripe, order, held, count - 1);
        return first;
    }

    /**
     * Gives a block that {@link #push} would not keep back to the tree; of a full stack, blocks
     * that fill a word go with it, or else the newer half: what comes back as a whole word need not
     * be announced in parts.
     */
    void spill(int stripe, int order, long block) {
        int count = capacity(order);
        long held = block > stacks.limit(stripe, order) ? Stacks.NOT_NOW : stacks.holdWith(stripe, order, count);
        if (held == Stacks.NOT_NOW) {
            tree.giveBlock(block, order);
            return;
        }
        long[] blocks = stacks.blocks();
        int first = stacks.firstBlock(stripe, order);
        blocks[first + count++] = block;
        int given = Runs.WORD >>> order;
        int from = order >= WORDS_FROM_ORDER && given > 1 ? wholeWord(blocks, first, count, given) : -1;
        if (from < 0) {
            given = count - capacity(order) / 2;
            from = first + count - given;
        }
        tree.giveMany(blocks, from, given, order);
        System.arraycopy(blocks, from + given, blocks, from, first + count - from - given);
        stacks.release(stripe, order, held, count - given);
    }

    /** Where so many blocks in a row lie in one word, which they fill; the newest such, or -1. */
    private static int wholeWord(long[] blocks, int first, int count, int wanted) {
        int found = 0;
        long word = -1;
        for (int each = first + count - 1; each >= first; each--) {
            long in = blocks[each] >>> Runs.WORD_ORDER;
            found = in == word ? found + 1 : 1;
            word = in;
            if (found == wanted) {
                return each;
            }
        }
        return -1;
    }

    /**
     * Gives all blocks back to the tree, but those of stacks in use: answers whether there were
     * none, and none in use.
     */
    boolean flush() {
        boolean empty = true;
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (int order = 0; order < orders(); order++) {
                empty &= flush(stripe, order);
            }
        }
        return empty;
    }

    private boolean flush(int stripe, int order) {
        if (stacks.isEmpty(stripe, order)) {
            return true;
        }
        long held = stacks.hold(stripe, order);
        if (held != Stacks.NOT_NOW) {
            tree.giveMany(stacks.blocks(), stacks.firstBlock(stripe, order), StackWord.count(held), order);
            stacks.release(stripe, order, held, 0);
        }
        return false;
    }

    /**
     * Units of the blocks that all stacks keep, those in use left out: an estimate while others
     * run. Reads a word for each stack.
     */
    long keptUnits() {
        long units = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (int order = 0; order < orders(); order++) {
                units += (long) stacks.count(stripe, order) << order;
            }
        }
        return units;
    }

    /**
     * The blocks that all stacks of an order keep, those in use left out: an estimate while others
     * run.
     */
    long[] kept(int order) {
        long[] kept = new long[stripes * (Stacks.MAX_CAPACITY + 1)];
        int found = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            int count = stacks.count(stripe, order);
            System.arraycopy(stacks.blocks(), stacks.firstBlock(stripe, order), kept, found, count);
            found += count;
        }
        return Arrays.copyOf(kept, found);
    }

    long byteSize() {
        return stacks.byteSize();
    }
}
