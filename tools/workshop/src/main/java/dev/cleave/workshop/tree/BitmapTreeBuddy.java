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
import java.util.StringJoiner;

/**
 * A buddy system in one flat array: a complete binary tree over the units, each node holding the largest free order below
 * it, plus 1; 0 says that nothing is free.
 *
 * <pre>
 *   8 units, block of order 0 at 0 and of order 1 at 4 taken      node 1 is the root, below node n are 2n and 2n + 1
 *
 *   order 3                   2                     order 1 is the largest free
 *   order 2           2               2
 *   order 1       1       2       0       2         the 0: taken; both 2: whole
 *   order 0     0   1   1   1   1   1   1   1       the 0: taken
 *                               ▲───▲
 *                               inside a taken block all stays whole
 * </pre>
 *
 * <p>To allocate, descend: at each node go where there is enough, and of two such to the one with less, so that large blocks
 * stay whole; the block found gets 0. To free, ascend from the unit to the first 0: that is the block that begins there.
 * Then, both times, ascend to the root and correct each node from the two below it; two wholly free halves make a whole:
 * that is all there is to coalescing.
 *
 * <p>What holds between two calls:
 *
 * <ol>
 *   <li>A node of order k is whole, that is, it holds k + 1, exactly when all its units are free; k up to the largest order.
 *   <li>Other nodes that are neither a taken block nor inside a whole or taken one hold the greater of the two below.
 *   <li>Inside a whole or taken block every node is whole; so a block is split without writing to its parts.
 *   <li>Nodes above the largest order are never whole; nodes beyond the last unit hold 0, so that any number of units will do.
 * </ol>
 *
 * <p>Because of 3, climbing from the first unit of a taken block meets only whole nodes before its own 0, and climbing from
 * inside one comes to that node from a unit that is not its first: so a wrong offset is told from a right one without a
 * second array.
 *
 * <p>Cost: allocate and free O(log n); the way down is always the whole height, the way up ends at the first node that need
 * not change; a failing request is told at the root, in one look. Books: one byte a node, two nodes a unit, with the units
 * rounded up to a power of two. No garbage.
 *
 * <p>Source: folklore; the C program that many have learned it from is {@code buddy2} by wuwenbin, whose array is called
 * {@code longest} and holds sizes, where this one holds orders in a byte each.
 */
public final class BitmapTreeBuddy implements BlockAllocator {
    /** What it says of itself. */
    public static final Description DESCRIPTION = new Description("bitmap-tree",
            "one flat array, each node the largest free order below it", ThreadSafety.ONE_THREAD, Progress.SEQUENTIAL,
            true,
            "folklore; buddy2 by wuwenbin");

    private static final int MOST_UNITS = 1 << 29;
    private static final int ROOT = 1;
    private static final byte NONE = 0;

    private final Shape shape;
    private final int height;
    private final byte[] largest;

    /**
     * A space of this shape, wholly free.
     *
     * @throws IllegalArgumentException when it has more than 2^29 units
     */
    public BitmapTreeBuddy(Shape shape) {
        this.shape = shape;
        int units = shape.requireUnits(MOST_UNITS);
        height = units == 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(units - 1);
        largest = new byte[2 << height];
        int firstLeaf = 1 << height;
        for (int unit = 0; unit < units; unit++) {
            largest[firstLeaf + unit] = 1;
        }
        for (int node = firstLeaf - 1; node >= ROOT; node--) {
            largest[node] = fromBelow(node, orderAt(node));
        }
    }

    private int orderAt(int node) {
        return height - (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(node));
    }

    private int nodeOf(long offset, int order) {
        return (1 << height) + (int) offset >> order;
    }

    private long offsetOf(int node, int order) {
        return ((long) node << order) - (1L << height);
    }

    private byte fromBelow(int node, int order) {
        byte left = largest[2 * node];
        byte right = largest[2 * node + 1];
        boolean whole = left == order && right == order && order <= shape.maxOrder();
        return whole ? (byte) (order + 1) : (byte) Math.max(left, right);
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
        int enough = shape.requireOrder(order) + 1;
        if (largest[ROOT] < enough) {
            return NO_BLOCK;
        }
        int node = ROOT;
        for (int level = height; level > order; level--) {
            int left = largest[2 * node];
            int right = largest[2 * node + 1];
            boolean goLeft = left >= enough && (right < enough || left <= right);
            node = goLeft ? 2 * node : 2 * node + 1;
        }
        largest[node] = NONE;
        correctAbove(node, order);
        return offsetOf(node, order);
    }

    @Override
    public void free(long offset) {
        int order = orderOf(offset);
        int node = nodeOf(offset, order);
        largest[node] = (byte) (order + 1);
        correctAbove(node, order);
    }

    private void correctAbove(int changed, int order) {
        int level = order;
        for (int node = changed / 2; node >= ROOT; node /= 2) {
            level++;
            byte now = fromBelow(node, level);
            if (now == largest[node]) {
                return;
            }
            largest[node] = now;
        }
    }

    @Override
    public long unitsOf(long offset) {
        return 1L << orderOf(offset);
    }

    /** The order of the taken block that begins there: of the first node with nothing free, if all below it is whole. */
    private int orderOf(long offset) {
        int node = nodeOf(shape.requireOffset(offset), 0);
        for (int order = 0; order <= shape.maxOrder(); order++) {
            if (largest[node] == NONE) {
                return order;
            }
            boolean beginsHere = node % 2 == 0;
            if (!beginsHere) {
                break;
            }
            node /= 2;
        }
        throw Misuse.noBlock(offset);
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        forEachFreeBlock(ROOT, height, visitor);
    }

    private void forEachFreeBlock(int node, int order, FreeBlockVisitor visitor) {
        if (largest[node] == order + 1) {
            visitor.visit(offsetOf(node, order), 1L << order);
        } else if (largest[node] != NONE) {
            forEachFreeBlock(2 * node, order - 1, visitor);
            forEachFreeBlock(2 * node + 1, order - 1, visitor);
        }
    }

    @Override
    public long metadataBytes() {
        return largest.length;
    }

    @Override
    public List<String> picture() {
        List<String> lines = new ArrayList<>();
        for (int order = height; order >= 0; order--) {
            int cell = 3 << order;
            StringJoiner row = new StringJoiner("");
            for (int node = 1 << height - order; node < 2 << height - order; node++) {
                String value = Byte.toString(largest[node]);
                int before = (cell - value.length()) / 2;
                row.add(" ".repeat(before) + value + " ".repeat(cell - before - value.length()));
            }
            lines.add("order " + order + " " + row.toString().stripTrailing());
        }
        return lines;
    }
}
