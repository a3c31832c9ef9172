package dev.cleave.workshop.kit;

import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What an allocator must know, kept so plainly that it can be seen to be right: a bit a unit that says whether it is taken, and the
 * length of every allocated block where it begins.
 *
 * <p>It places nothing: it is told where a block was placed and says whether that was allowed. What is free it joins as far as blocks
 * aligned to their size can be joined, by looking, from the largest order down, at every place where a block could lie.
 */
final class PlainModel {
    private final Shape shape;
    private final int units;
    private final BitSet taken;
    private final long[] unitsAt;

    /** A space of this shape, wholly free; at most as many units as an array can have. */
    PlainModel(Shape shape) {
        this.shape = shape;
        this.units = Math.toIntExact(shape.units());
        this.taken = new BitSet(units);
        this.unitsAt = new long[units];
    }

    /** A block was allocated here: every unit of it must be in the space, and free. */
    void take(long offset, long count) {
        if (offset < 0 || count < 1 || offset + count > units) {
            throw new AssertionError("the block " + new Block(offset, count) + " leaves the space of " + units
                    + " units");
        }
        int from = (int) offset;
        int to = (int) (offset + count);
        int clash = taken.nextSetBit(from);
        if (clash >= 0 && clash < to) {
            throw new AssertionError("the block " + new Block(offset, count) + " overlaps the allocated block "
                    + blockOver(clash));
        }
        taken.set(from, to);
        unitsAt[from] = count;
    }

    /** The block that begins here was freed: its units. */
    long give(long offset) {
        long count = unitsOf(offset);
        taken.clear((int) offset, (int) (offset + count));
        unitsAt[(int) offset] = 0;
        return count;
    }

    /** Whether an allocated block begins here; any number may be asked for. */
    boolean begins(long offset) {
        return offset >= 0 && offset < units && unitsAt[(int) offset] > 0;
    }

    /** The length of the block that begins here. */
    long unitsOf(long offset) {
        if (!begins(offset)) {
            throw new IllegalStateException("the model has no block at " + offset);
        }
        return unitsAt[(int) offset];
    }

    /** Units in no block. */
    long freeUnits() {
        return (long) units - taken.cardinality();
    }

    /** Whether an aligned block of this order lies free somewhere. */
    boolean hasFree(int order) {
        int size = 1 << order;
        for (int at = 0; at + size <= units;) {
            int obstacle = taken.nextSetBit(at);
            if (obstacle < 0 || obstacle >= at + size) {
                return true;
            }
            int end = taken.nextClearBit(obstacle);
            at = Math.ceilDiv(end, size) * size;
        }
        return false;
    }

    /** The free blocks when all that is free is joined, lowest first. */
    List<Block> joinedFreeBlocks() {
        BitSet left = new BitSet(units);
        left.flip(0, units);
        left.andNot(taken);
        List<Block> blocks = new ArrayList<>();
        for (int order = shape.maxOrder(); order >= 0; order--) {
            int size = 1 << order;
            for (int at = 0; at + size <= units; at += size) {
                if (left.get(at) && left.nextClearBit(at) >= at + size) {
                    left.clear(at, at + size);
                    blocks.add(new Block(at, size));
                }
            }
        }
        blocks.sort(null);
        return blocks;
    }

    /** What lies free between the allocated blocks, lowest first. */
    List<Block> gaps() {
        List<Block> gaps = new ArrayList<>();
        for (int at = taken.nextClearBit(0); at < units;) {
            int next = taken.nextSetBit(at);
            int end = next < 0 ? units : next;
            gaps.add(new Block(at, end - at));
            at = taken.nextClearBit(end);
        }
        return gaps;
    }

    /** The allocated blocks, lowest first. */
    List<Block> allocated() {
        List<Block> blocks = new ArrayList<>();
        for (int at = taken.nextSetBit(0); at >= 0; at = taken.nextSetBit((int) (at + unitsAt[at]))) {
            blocks.add(new Block(at, unitsAt[at]));
        }
        return blocks;
    }

    private Block blockOver(int unit) {
        int start = unit;
        while (unitsAt[start] == 0) {
            start--;
        }
        return new Block(start, unitsAt[start]);
    }
}
