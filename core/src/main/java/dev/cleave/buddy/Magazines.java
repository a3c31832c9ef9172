package dev.cleave.buddy;

import java.util.Arrays;

/**
 * Small stacks of freed blocks in front of the tree, one for each stripe and small order, as Linux keeps lists of pages for each
 * processor.
 *
 * <pre>
 *   claims:   | count, or CLAIMED |        one word for each stripe and order
 *   blocks:   | block | block | … |        plain, touched only by whoever holds the claim
 * </pre>
 *
 * A stack is used behind its claim: one compare-and-set from the count to CLAIMED, plain reads and writes, and a release
 * store of the new count. Found claimed, empty or full, the answer is "no" at once, and the caller goes to the tree; nobody ever waits. A
 * thread that stops while it holds a claim takes one stack out of use, and the few blocks in it.
 */
final class Magazines {
    /** Slots of a stack. */
    static final int SLOTS = 16;

    private static final int MAX_CAPACITY = 14;
    private static final int MAX_ORDERS = 9;
    private static final int CLAIM_STRIDE = 16;
    private static final long CLAIMED = -1;

    /** How many blocks a refill asks for, of order 0: a quarter of a word. */
    private static final int REFILL_UNITS = 16;

    private final int stripes;
    private final int[] capacities;
    private final Metadata claims;
    private final long[] blocks;
    private final Tree tree;

    /** Magazines that together hold at most one unit in a hundred. */
    Magazines(Tree tree, long units, int stripes, boolean enabled) {
        this.tree = tree;
        this.stripes = stripes;
        this.capacities = enabled ? capacities(units / 100 / stripes) : new int[0];
        this.claims = new ArrayMetadata(stripes * CLAIM_STRIDE, 0);
        this.blocks = new long[stripes * capacities.length * SLOTS];
    }

    /** Shares out a budget of units among the orders, the same for each; what small orders cannot use goes to larger ones. */
    private static int[] capacities(long budget) {
        int[] shares = new int[MAX_ORDERS];
        long left = budget;
        int used = 0;
        for (int order = 0; order < MAX_ORDERS; order++) {
            long share = left / Math.max(1, Math.min(MAX_ORDERS, 7) - order);
            shares[order] = (int) Math.min(MAX_CAPACITY, share >>> order);
            left -= (long) shares[order] << order;
            if (shares[order] > 0) {
                used = order + 1;
            }
        }
        return Arrays.copyOf(shares, used);
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
            return BuddySpace.NO_BLOCK;
        }
        long block = blocks[stack(stripe, order) + (int) count - 1];
        claims.setRelease(claim, count - 1);
        return block;
    }

    /** Keeps a block, unless the stack is full or claimed: answers whether it did. */
    boolean push(int stripe, int order, long block) {
        int claim = claim(stripe, order);
        long count = claims.getAcquire(claim);
        if (count == CLAIMED || count >= capacities[order] || !claims.compareAndSet(claim, count, CLAIMED)) {
            return false;
        }
        blocks[stack(stripe, order) + (int) count] = block;
        claims.setRelease(claim, count + 1);
        return true;
    }

    /** Takes several blocks from the tree, keeps all but one and answers that one. */
    long refill(int stripe, int order) {
        int claim = claim(stripe, order);
        int wanted = Math.min(capacities[order], REFILL_UNITS >>> order);
        if (wanted < 2 || !claims.compareAndSet(claim, 0, CLAIMED)) {
            return tree.take(order, stripe);
        }
        int stack = stack(stripe, order);
        int count = tree.takeMany(order, blocks, stack, wanted, stripe);
        reverse(stack, count);
        claims.setRelease(claim, Math.max(0, count - 1));
        return count == 0 ? BuddySpace.NO_BLOCK : blocks[stack + count - 1];
    }

    private void reverse(int from, int count) {
        for (int low = from, high = from + count - 1; low < high; low++, high--) {
            long block = blocks[low];
            blocks[low] = blocks[high];
            blocks[high] = block;
        }
    }

    /** Gives the higher blocks of a full stack back to the tree, and the caller's own unless it is a low one. */
    void spill(int stripe, int order, long block) {
        int claim = claim(stripe, order);
        int count = capacities[order];
        if (count < 4 || !claims.compareAndSet(claim, count, CLAIMED)) {
            tree.giveBlock(block, order);
            return;
        }
        int stack = stack(stripe, order);
        blocks[stack + count] = block;
        int kept = partition(stack, count + 1);
        tree.giveMany(blocks, stack + kept, count + 1 - kept, order);
        claims.setRelease(claim, kept);
    }

    /** Moves blocks below their mean to the front: answers how many, at most all but one. */
    private int partition(int from, int count) {
        long sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += blocks[i];
        }
        long mean = sum / count;
        int low = from;
        for (int i = from; i < from + count; i++) {
            long block = blocks[i];
            blocks[i] = blocks[low];
            blocks[low] = block;
            low += block < mean ? 1 : 0;
        }
        return low - from;
    }

    /** Gives all blocks of all stacks back to the tree: answers whether there was none, and no stack was claimed. */
    boolean flush() {
        boolean empty = true;
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (int order = 0; order < orders(); order++) {
                int claim = claim(stripe, order);
                long count = claims.get(claim);
                if (count != 0) {
                    empty = false;
                    if (count != CLAIMED && claims.compareAndSet(claim, count, CLAIMED)) {
                        tree.giveMany(blocks, stack(stripe, order), (int) count, order);
                        claims.setRelease(claim, 0);
                    }
                }
            }
        }
        return empty;
    }

    /** Blocks kept now by an order's stacks: what a stack that is in use holds is not counted. */
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

    private int stack(int stripe, int order) {
        return (stripe * capacities.length + order) * SLOTS;
    }

    long byteSize() {
        return claims.byteSize() + 8L * blocks.length;
    }
}
