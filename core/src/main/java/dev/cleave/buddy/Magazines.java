package dev.cleave.buddy;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Small stacks of freed blocks in front of the tree, one for each stripe and small order, as Linux keeps lists of pages for
 * each processor.
 *
 * <pre>
 *   claims   | count, or CLAIMED |              one word for each stripe and order
 *   limits   | limit |                          the same; plain, and advice only
 *   blocks   | block | block | … | (free) | … | plain, written only by whoever holds the claim
 * </pre>
 *
 * <p>A stack is used behind its claim: the count swings to CLAIMED, plain reads and writes follow,
 * and a release store of the new count. Found claimed, empty or full, the answer is "no" at once,
 * and the caller goes to the tree; nobody ever waits. A thread that stops while it holds a claim
 * takes one stack out of use, and the few blocks in it.
 *
 * <p>A magazine that handed high blocks out again would keep memory scattered for ever. So a stack has a <em>limit</em>, the end of
 * the home that it was last refilled from, the lowest within reach that suited: what is freed above it goes to the tree,
 * and high memory drains. A stack that was never refilled has none: its threads only free, and it gathers what they free.
 */
final class Magazines {
    private static final int SLOTS_SHIFT = 5;

    /**
     * A stack has one more slot than it ever keeps: for what comes when it is full, and goes with
     * others.
     */
    private static final int MAX_CAPACITY = (1 << SLOTS_SHIFT) - 1;

    /** What a stack of larger blocks may keep; of small ones it may keep as many as a word has. */
    private static final int USUAL_CAPACITY = 14;

    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final int MAX_ORDERS = 9;

    /** How many orders share the budget alike; those above live on what these cannot use. */
    private static final int SHARING_ORDERS = 7;

    /** The units that a refill of small blocks takes: half a word. */
    private static final int REFILL_UNITS = Runs.WORD / 2;

    /** From this order on a refill takes a whole word, if there is room for it. */
    private static final int WORDS_FROM_ORDER = 3;

    /** Room for {@link #MAX_ORDERS} a stripe, on cache lines of their own. */
    private static final int STRIPE_SHIFT = 4;

    private static final int CAPACITY_BITS = 5;
    private static final long CLAIMED = -1;
    private static final long LAST_UNIT_OF_HOME = Homes.UNITS - 1;

    private final int stripes;
    private final int orders;
    /**
     * The capacity of each order's stacks, {@link #CAPACITY_BITS} bits each: one field is cheaper
     * to read than an array's element.
     */
    private final long capacities;
    private final Metadata claims;
    private final long[] limits;
    private final long[] blocks;
    private final Tree tree;
    private final Lanes lanes;

    /** Magazines that together hold at most one unit in a hundred; none where they are not enabled. */
    Magazines(Tree tree, Lanes lanes, long units, boolean enabled, IntFunction<Metadata> words) {
        this.tree = tree;
        this.lanes = lanes;
        this.stripes = lanes.count;
        this.capacities = enabled ? capacities(units / 100 / stripes) : 0;
        this.orders = (Long.SIZE - Long.numberOfLeadingZeros(capacities) + CAPACITY_BITS - 1) / CAPACITY_BITS;
        this.claims = words.apply(stripes << STRIPE_SHIFT);
        this.limits = new long[stripes + 2 << STRIPE_SHIFT];
        this.blocks = new long[stripes * MAX_ORDERS + 2 << SLOTS_SHIFT];
        Arrays.fill(limits, NO_LIMIT);
    }

    /** Shares a budget of units out among the orders; what the small ones cannot use is left to the larger ones. */
    private static long capacities(long budget) {
        long capacities = 0;
        long left = budget;
        for (int order = 0; order < MAX_ORDERS; order++) {
            long share = left / Math.max(1, SHARING_ORDERS - order);
            long most = Math.min(MAX_CAPACITY, Math.max(USUAL_CAPACITY, Runs.WORD >>> order));
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
        if (block > limits[limit(claim)]) {
            return false;
        }
        long count = claims.getAndSet(claim, CLAIMED);
        if (count < 0 || count >= capacity(order)) {
            if (count >= 0) {
                claims.setRelease(claim, count);
            }
            return false;
        }
        blocks[stack(stripe, order) + (int) count] = block;
        claims.setRelease(claim, count + 1);
        return true;
    }

    /**
     * Takes several blocks from the tree, keeps all but the first and answers that one. What it keeps was free and is out of the sight of whoever saw
     * this magazine empty: that is announced.
     */
    long refill(int stripe, int order) {
        int claim = claim(stripe, order);
        int wanted = Math.min(capacity(order) + 1, (order < WORDS_FROM_ORDER ? REFILL_UNITS : Runs.WORD) >>> order);
        if (wanted < 2 || !claims.compareAndSet(claim, 0, CLAIMED)) {
            long block = tree.take(order, stripe);
            limits[limit(claim)] = block | LAST_UNIT_OF_HOME;
            return block;
        }
        lanes.beginHiding(stripe);
        long first = fill(claim, wanted, order, stripe);
        lanes.endHiding(stripe);
        return first;
    }

    private long fill(int claim, int wanted, int order, int stripe) {
        int stack = stack(stripe, order);
        int count = tree.takeMany(order, blocks, stack, wanted, stripe);
        if (count == 0) {
            claims.setRelease(claim, 0);
            return Offsets.NONE;
        }
        long first = blocks[stack + count - 1];
        limits[limit(claim)] = first | LAST_UNIT_OF_HOME;
        claims.setRelease(claim, count - 1);
        return first;
    }

    /**
     * Gives a block that {@link #push} would not keep back to the tree; of a full stack, blocks that fill a word go with it, or else the
     * newer half: what comes back as a whole word need not be announced in parts.
     */
    void spill(int stripe, int order, long block) {
        int claim = claim(stripe, order);
        int stack = stack(stripe, order);
        int count = capacity(order);
        if (block > limits[limit(claim)] || !claims.compareAndSet(claim, count, CLAIMED)) {
            tree.giveBlock(block, order);
            return;
        }
        blocks[stack + count++] = block;
        int given = Runs.WORD >>> order;
        int from = order >= WORDS_FROM_ORDER && given > 1 ? wholeWord(stack, count, given) : -1;
        if (from < 0) {
            given = count - capacity(order) / 2;
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
        long[] kept = new long[stripes << SLOTS_SHIFT];
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
        return (stripe << STRIPE_SHIFT) + order;
    }

    /**
     * Where a claim's limit stands; as of blocks, the first and the last of all are unused: those
     * beside an array's length are read by all.
     */
    private static int limit(int claim) {
        return (1 << STRIPE_SHIFT) + claim;
    }

    /** Where a stack begins. */
    private static int stack(int stripe, int order) {
        return stripe * MAX_ORDERS + order + 1 << SLOTS_SHIFT;
    }

    long byteSize() {
        return claims.byteSize() + 8L * (limits.length + blocks.length);
    }
}
