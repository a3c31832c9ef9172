package dev.cleave.workshop.tree;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Misuse;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A buddy system whose free blocks stand in one balanced tree, by order and then by address: best fit, lowest first.
 *
 * <pre>
 *   the free blocks of 16 units, 0 taken, in the tree's order
 *
 *       (0, at 1)   (1, at 2)   (2, at 4)   (3, at 8)
 *                       ▲
 *   allocate(1): the first that is not below (1, at 0)
 *   free(0):     is (0, at 1) here? take it out; is (1, at 2)? take it out; … then put the whole in
 * </pre>
 *
 * <p>One question serves every request: the <i>ceiling</i> of (order, 0) is the free block of the smallest sufficient
 * order, and of those the one at the lowest address. Taking the lowest keeps what is taken together at the low end, so that
 * the high end stays whole: of all simple placements this one scatters least. The price is the tree: it grows and is
 * rebalanced on every step of a split or a join, and its nodes are garbage afterwards.
 *
 * <p>What holds: the tree has each free block once; no two buddies below the largest order are both in it; a map of one
 * byte a unit knows where taken blocks begin, and of what order.
 *
 * <p>Cost, with f free blocks and k orders: allocate and free O(k log f); when nothing is split or joined, O(log f). Books:
 * one byte a unit and about 64 bytes a free block.
 *
 * <p>Source: the tree is {@link TreeSet}, a red-black tree; the choice is best fit by Knuth, <i>The Art of Computer
 * Programming</i>, volume 1, section 2.5, with the address as the second key.
 */
public final class FreeTreeBuddy implements BlockAllocator {
    /** What it says of itself. */
    public static final Description DESCRIPTION = new Description("free-tree",
            "free blocks in a balanced tree, best fit by address", ThreadSafety.ONE_THREAD, Progress.SEQUENTIAL, true,
            "Knuth, TAOCP 1, 2.5; red-black tree of java.util");

    private static final int MOST_UNITS = 1 << 30;
    private static final int NODE_BYTES = 64;
    private static final int OFFSET_BITS = 32;
    private static final byte NOTHING = 0;

    private final Shape shape;
    /** Free blocks, each as its order above its offset: the order of these numbers is that of the tree. */
    private final TreeSet<Long> free = new TreeSet<>();
    /** For each unit the order of the taken block that begins there, plus 1. */
    private final byte[] taken;

    /**
     * A space of this shape, wholly free.
     *
     * @throws IllegalArgumentException when it has more than 2^30 units
     */
    public FreeTreeBuddy(Shape shape) {
        this.shape = shape;
        taken = new byte[shape.requireUnits(MOST_UNITS)];
        shape.forEachRoot((offset, units) -> free.add(block(Long.numberOfTrailingZeros(units), offset)));
    }

    private static long block(int order, long offset) {
        return (long) order << OFFSET_BITS | offset;
    }

    private static int orderIn(long block) {
        return (int) (block >>> OFFSET_BITS);
    }

    private static long offsetIn(long block) {
        return block & (1L << OFFSET_BITS) - 1;
    }

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public long allocate(int order) {
        Long best = free.ceiling(block(shape.requireOrder(order), 0));
        if (best == null) {
            return NO_BLOCK;
        }
        free.remove(best);
        long offset = offsetIn(best);
        for (int half = orderIn(best) - 1; half >= order; half--) {
            free.add(block(half, offset + (1L << half)));
        }
        taken[(int) offset] = (byte) (order + 1);
        return offset;
    }

    @Override
    public void free(long offset) {
        int order = orderOf(offset);
        taken[(int) offset] = NOTHING;
        long whole = offset;
        while (order < shape.maxOrder() && free.remove(block(order, whole ^ 1L << order))) {
            whole &= ~(1L << order);
            order++;
        }
        free.add(block(order, whole));
    }

    @Override
    public long unitsOf(long offset) {
        return 1L << orderOf(offset);
    }

    private int orderOf(long offset) {
        int code = taken[(int) shape.requireOffset(offset)];
        if (code == NOTHING) {
            throw Misuse.noBlock(offset);
        }
        return code - 1;
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        for (long block : free) {
            visitor.visit(offsetIn(block), 1L << orderIn(block));
        }
    }

    @Override
    public long metadataBytes() {
        return taken.length + (long) NODE_BYTES * free.size();
    }

    @Override
    public List<String> picture() {
        List<String> lines = new ArrayList<>();
        lines.add("free blocks in the tree's order:");
        for (long block : free) {
            lines.add("  (order " + orderIn(block) + ", at " + offsetIn(block) + ")");
        }
        lines.add("taken blocks in the map:");
        for (int unit = 0; unit < taken.length; unit++) {
            if (taken[unit] != NOTHING) {
                lines.add("  (order " + (taken[unit] - 1) + ", at " + unit + ")");
            }
        }
        return lines;
    }
}
