package dev.cleave.buddy;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Small stacks of freed blocks in front of the tree, one for each stripe and small order, as Linux keeps lists of pages for
 * each processor.
 *
 * <pre>
 *   claims   | count, or CLAIMED |                      one word for each stripe and order
 *   blocks   | block | block | … | (free) | … | limit |   plain, written only by whoever holds the claim; the limit is advice
 * </pre>
 *
 * <p>A stack is used behind its claim: one compare-and-set from the count to CLAIMED, plain reads and writes, and a release
 * store of the new count. Found claimed, empty or full, the answer is "no" at once, and the caller goes to the tree; nobody
 * ever waits. A thread that stops while it holds a claim takes one stack out of use, and the few blocks in it.
 *
 * <p>A magazine that handed high blocks out again would keep memory scattered for ever. So a stack has a <em>limit</em>, the end of
 * the home that it was last refilled from, the lowest within reach that suited: what is freed above it goes to the tree,
 * and high memory drains. A stack that was never refilled has none: its threads only free, and it gathers what they free.
 */
final class Magazines {
    private static final int SLOTS = 16;
    private static final int LIMIT = SLOTS - 1;
    private static final int MAX_CAPACITY = SLOTS - 2;
    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final int MAX_ORDERS = 9;

    /** How many orders share the budget alike; those above live on what these cannot use. */
    private static final int SHARING_ORDERS = 7;

    /** The units that a refill of small blocks takes: a quarter of a word. */
    private static final int REFILL_UNITS = 16;

    /** From this order on a refill takes a whole word, if there is room for it. */
    private static final int WORDS_FROM_ORDER = 3;

    private static final int CLAIM_STRIDE = 16;
    private static final long CLAIMED = -1;
    private static final long LAST_UNIT_OF_HOME = Homes.UNITS - 1;

    private final int stripes;
    private final int[] capacities;
    private final Metadata claims;
    private final long[] blocks;
    private final Tree tree;
    private final Lanes lanes;

    /** Magazines that together hold at most one unit in a hundred; none where they are not enabled. */
    Magazines(Tree tree, Lanes lanes, long units, boolean enabled, IntFunction<Metadata> words) {
        this.tree = tree;
        this.lanes = lanes;
        this.stripes = lanes.count;
        this.capacities = enabled ? capacities(units / 100 / stripes) : new int[0];
        this.claims = words.apply(stripes * CLAIM_STRIDE);
        this.blocks = new long[stripes * capacities.length * SLOTS + 2 * SLOTS];
        Arrays.fill(blocks, NO_LIMIT);
    }

    /** Shares a budget of units out among the orders; what the small ones cannot use is left to the larger ones. */
    private static int[] capacities(long budget) {
        int[] capacities = new int[MAX_ORDERS];
        long left = budget;
        int used = 0;
        for (int order = 0; order < MAX_ORDERS; order++) {
            long share = left / Math.max(1, SHARING_ORDERS - order);
            capacities[order] = (int) Math.min(MAX_CAPACITY, share >>> order);
            left -= (long) capacities[order] << order;
            used = capacities[order] > 0 ? order + 1 : used;
        }
        return Arrays.copyOf(capacities, used);
    }

    /** How many of the lowest orders have magazines. */
    int orders() {
        return capacities.length;
    }

    /** A block, or {@link BuddySpace#NO_BLOCK} where the stack is empty or claimed. */
    long pop(int stripe, int order) {
        int claim = claim(stripe, order);
        long count = claims.getAcquire(claim);
        if (count <= 0 || !claims.compareAndSet(claim, count, CLAIMED)) {
            return Offsets.NONE;
        }
        long block = blocks[stack(stripe, order) + (int) count - 1];
        claims.setRelease(claim, count - 1);
        return block;
    }

    /** Keeps a block, unless it lies above the limit or the stack is full or claimed: answers whether it did. */
    boolean push(int stripe, int order, long block) {
        int claim = claim(stripe, order);
        int stack = stack(stripe, order);
        long count = claims.getAcquire(claim);
        if (count < 0 || count >= capacities[order] || block > blocks[stack + LIMIT]
                || !claims.compareAndSet(claim, count, CLAIMED)) {
            return false;
        }
        blocks[stack + (int) count] = block;
        claims.setRelease(claim, count + 1);
        return true;
    }

    /**
     * Takes several blocks from the tree, keeps all but the first and answers that one. What it keeps was free and is out of the sight of whoever saw
     * this magazine empty: that is announced.
     */
    long refill(int stripe, int order) {
        int stack = stack(stripe, order);
        int claim = claim(stripe, order);
        int wanted = Math.min(capacities[order], (order < WORDS_FROM_ORDER ? REFILL_UNITS : Runs.WORD) >>> order);
        if (wanted < 2 || !claims.compareAndSet(claim, 0, CLAIMED)) {
            long block = tree.take(order, stripe);
            blocks[stack + LIMIT] = block | LAST_UNIT_OF_HOME;
            return block;
        }
        lanes.beginHiding(stripe);
        long first = fill(claim, stack, wanted, order, stripe);
        lanes.endHiding(stripe);
        return first;
    }

    private long fill(int claim, int stack, int wanted, int order, int stripe) {
        int count = tree.takeMany(order, blocks, stack, wanted, stripe);
        if (count == 0) {
            claims.setRelease(claim, 0);
            return Offsets.NONE;
        }
        reverse(stack, count);
        long first = blocks[stack + count - 1];
        blocks[stack + LIMIT] = first | LAST_UNIT_OF_HOME;
        claims.setRelease(claim, count - 1);
        return first;
    }

    private void reverse(int from, int count) {
        for (int low = from, high = from + count - 1; low < high; low++, high--) {
            long block = blocks[low];
            blocks[low] = blocks[high];
            blocks[high] = block;
        }
    }

    /**
     * Gives a block that {@link #push} would not keep back to the tree; of a full stack, blocks that fill a word go with it, or else the
     * newer half: what comes back as a whole word need not be announced in parts.
     */
    void spill(int stripe, int order, long block) {
        int claim = claim(stripe, order);
        int stack = stack(stripe, order);
        int count = capacities[order];
        if (block > blocks[stack + LIMIT] || !claims.compareAndSet(claim, count, CLAIMED)) {
            tree.giveBlock(block, order);
            return;
        }
        blocks[stack + count++] = block;
        int given = Runs.WORD >>> order;
        int from = order >= WORDS_FROM_ORDER && given > 1 ? wholeWord(stack, count, given) : -1;
        if (from < 0) {
            given = count - capacities[order] / 2;
            from = stack + count - given;
        }
        tree.giveMany(blocks, from, given, order);
        System.arraycopy(blocks, from + given, blocks, from, stack + count - from - given);
        claims.setRelease(claim, count - given);
    }

    /** Where so many blocks in a row lie in one word, which they fill; the newest such, or -1. */
    private int wholeWord(int stack, int count, int wanted) {
        int found = 0;
        long word = -1;
        for (int each = stack + count - 1; each >= stack; each--) {
            long in = blocks[each] >>> Runs.WORD_ORDER;
            found = in == word ? found + 1 : 1;
            word = in;
            if (found == wanted) {
                return each;
            }
        }
        return -1;
    }

    /** Gives all blocks back to the tree, but those of stacks in use: answers whether there were none, and none in use. */
    boolean flush() {
        boolean empty = true;
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (int order = 0; order < orders(); order++) {
                empty &= flush(claim(stripe, order), stack(stripe, order), order);
            }
        }
        return empty;
    }

    private boolean flush(int claim, int stack, int order) {
        long count = claims.get(claim);
        if (count > 0 && claims.compareAndSet(claim, count, CLAIMED)) {
            tree.giveMany(blocks, stack, (int) count, order);
            claims.setRelease(claim, 0);
        }
        return count == 0;
    }

    /** Units of the blocks that all stacks keep, those in use left out: an estimate while others run. Reads a word for each stack. */
    long keptUnits() {
        long units = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (int order = 0; order < orders(); order++) {
                units += Math.max(0, claims.getAcquire(claim(stripe, order))) << order;
            }
        }
        return units;
    }

    /** The blocks that all stacks of an order keep, those in use left out: an estimate while others run. */
    long[] kept(int order) {
        long[] kept = new long[stripes * SLOTS];
        int found = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            long count = claims.getAcquire(claim(stripe, order));
            for (int i = 0; i < count; i++) {
                kept[found++] = blocks[stack(stripe, order) + i];
            }
        }
        return Arrays.copyOf(kept, found);
    }

    private static int claim(int stripe, int order) {
        return stripe * CLAIM_STRIDE + order;
    }

    /** Where a stack begins; the first {@link #SLOTS} slots of all are unused, as they lie beside the array's length. */
    private int stack(int stripe, int order) {
        return SLOTS + (stripe * capacities.length + order) * SLOTS;
    }

    long byteSize() {
        return claims.byteSize() + 8L * blocks.length;
    }
}
