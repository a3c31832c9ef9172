package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What lies where in a space, by cells of as many units: what could be moved, what could not, how
 * full each is. It is a picture of one moment, or of several where others run; whoever acts on it
 * looks again at each block.
 */
final class Landscape {
    /** There are at most so many cells: what a picture costs is bounded. */
    private static final int MOST_CELLS = 1 << 20;

    /** No block reaches into a cell. */
    static final long NONE = -1;

    /** A cell has this power of two of units. */
    final int cellShift;

    /**
     * Bytes of the movable blocks that begin in a cell, and of the one that reaches into it from
     * before.
     */
    final long[] begun;

    final long[] straddling;

    /**
     * Where the block begins that reaches into a cell from before, movable or not; {@link #NONE}
     * where none does.
     */
    final long[] straddler;

    /**
     * Cells in which something lies that cannot move; and in which somebody has a block pinned for
     * short, or moves it.
     */
    final BitSet fixed = new BitSet();

    final BitSet pinned = new BitSet();

    /** Units that are free in a cell, and the most of them that adjoin. */
    final int[] free;

    final int[] longestRun;

    private final long units;
    private final int cells;

    /** An empty picture. */
    private Landscape(long units, int cellShift) {
        this.units = units;
        this.cellShift = cellShift;
        cells = (int) (units + (1L << cellShift) - 1 >>> cellShift);
        begun = new long[cells];
        straddling = new long[cells];
        straddler = new long[cells];
        Arrays.fill(straddler, NONE);
        free = new int[cells];
        longestRun = new int[cells];
    }

    /**
     * The cells that suit windows of so many units: as long as those, but no longer than a
     * pageblock, and not too many.
     */
    static int cellShift(long units, long count, int pageblockShift) {
        int shift = Math.min(pageblockShift, Long.SIZE - 1 - Long.numberOfLeadingZeros(count));
        while (units >>> shift > MOST_CELLS) {
            shift++;
        }
        return shift;
    }

    /** The picture now. Cost: a read for each unit in which no block lies, some for each block. */
    static Landscape survey(BuddySpace space, HandleTable table, BlockOwners owners, int cellShift) {
        Landscape picture = new Landscape(space.units(), cellShift);
        space.flush();
        space.forEachFreeRun(0, space.units(), picture::addFree);
        space.forEachBlock(0, space.units(), (offset, count) -> {
            long handle = owners.at(offset);
            long word = handle == BlockOwners.NOBODY ? 0 : table.stateOf(handle);
            if (word == 0 || HandleWord.longPins(word) > 0) {
                picture.addFixed(offset, count);
            } else {
                boolean held = HandleWord.pins(word) > 0 || HandleWord.isMoving(word);
                picture.addMovable(offset, count, table.byteSize(handle), held);
            }
        });
        return picture;
    }

    private void addFree(long offset, long count) {
        for (long at = offset; at < offset + count;) {
            int cell = cellOf(at);
            int here = (int) (Math.min(offset + count, unitOf(cell + 1)) - at);
            free[cell] += here;
            longestRun[cell] = Math.max(longestRun[cell], here);
            at += here;
        }
    }

    private void addFixed(long offset, long count) {
        fixed.set(cellOf(offset), cellsUpTo(offset + count));
        addStraddler(offset, count, 0);
    }

    private void addMovable(long offset, long count, long byteSize, boolean held) {
        begun[cellOf(offset)] += byteSize;
        addStraddler(offset, count, byteSize);
        if (held) {
            pinned.set(cellOf(offset), cellsUpTo(offset + count));
        }
    }

    private void addStraddler(long offset, long count, long byteSize) {
        for (int cell = cellOf(offset) + 1; cell < cellsUpTo(offset + count); cell++) {
            straddling[cell] = byteSize;
            straddler[cell] = offset;
        }
    }

    // ---------------------------------------------------------------------------------------------------------- places

    int cells() {
        return cells;
    }

    long units() {
        return units;
    }

    int cellOf(long unit) {
        return (int) (unit >>> cellShift);
    }

    /** The first unit of a cell. */
    long unitOf(int cell) {
        return (long) cell << cellShift;
    }

    /** How many cells there are before a unit, the one that it cuts included. */
    int cellsUpTo(long unit) {
        return (int) (unit + (1L << cellShift) - 1 >>> cellShift);
    }

    /** The unit behind the last one of a cell. */
    long endOf(int cell) {
        return Math.min(units, unitOf(cell + 1));
    }

    /** Whether nothing lies in a cell. */
    boolean isEmpty(int cell) {
        return free[cell] == endOf(cell) - unitOf(cell);
    }
}
