package dev.cleave.contiguity;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the window with the fewest bytes to move among those in which nothing stands that cannot
 * move. It is one pass: sums of all cells before each cell tell the bytes, and what stands in the
 * way, of any window by a subtraction.
 *
 * <pre>
 *   cells            |  0  |  1  |  2  |  3  |
 *   blocks            aa bbbbb cc   ddddddd
 *   begun             a,b   c     d     -         bytes of blocks that begin in the cell
 *   straddling        -     b     -     d         bytes of the block that reaches into it from the cell before
 *
 *   to move out of cells 1 and 2:  begun(1) + begun(2) + straddling(1)
 * </pre>
 */
final class WindowChoice {
    private final Landscape landscape;
    private final long[] bytesBefore;
    private final int[] fixedBefore;
    private final int[] pinnedBefore;

    WindowChoice(Landscape landscape) {
        this.landscape = landscape;
        int cells = landscape.cells();
        bytesBefore = new long[cells + 1];
        fixedBefore = new int[cells + 1];
        pinnedBefore = new int[cells + 1];
        for (int cell = 0; cell < cells; cell++) {
            bytesBefore[cell + 1] = bytesBefore[cell] + landscape.begun[cell];
            fixedBefore[cell + 1] = fixedBefore[cell] + (landscape.fixed.get(cell) ? 1 : 0);
            pinnedBefore[cell + 1] = pinnedBefore[cell] + (landscape.pinned.get(cell) ? 1 : 0);
        }
    }

    /**
     * The cheapest window of so many units that begins at a multiple of an alignment. One in which
     * somebody has a block pinned for a moment is chosen only where there is no other.
     *
     * @param alignment in units, a power of two
     * @param least windows with fewer bytes to move are passed over
     * @param avoided cells at which no window is to begin
     * @return null where something that cannot move stands in each of them
     */
    @Nullable
    Window cheapest(long count, long alignment, long least, BitSet avoided) {
        int best = -1;
        int bestPinned = -1;
        int stride = stride(alignment);
        for (int cell = 0; fits(cell, count); cell += stride) {
            int end = landscape.cellsUpTo(landscape.unitOf(cell) + count);
            if (avoided.get(cell) || fixedBefore[end] > fixedBefore[cell] || bytes(cell, end) < least) {
                continue;
            }
            if (pinnedBefore[end] > pinnedBefore[cell]) {
                bestPinned = cheaper(bestPinned, cell, count);
            } else {
                best = cheaper(best, cell, count);
            }
        }
        int chosen = best >= 0 ? best : bestPinned;
        return chosen < 0 ? null : window(chosen, count);
    }

    /**
     * The window with the fewest cells in which something stands that cannot move, or null where
     * the space has none of so many units.
     */
    @Nullable
    Window nearest(long count, long alignment) {
        int best = -1;
        int stride = stride(alignment);
        for (int cell = 0; fits(cell, count); cell += stride) {
            if (best < 0 || obstacles(cell, count) < obstacles(best, count)) {
                best = cell;
            }
        }
        return best < 0 ? null : window(best, count);
    }

    private int stride(long alignment) {
        return (int) Math.max(1, alignment >> landscape.cellShift);
    }

    private boolean fits(int cell, long count) {
        return cell >= 0 && landscape.unitOf(cell) + count <= landscape.units();
    }

    private int cheaper(int best, int cell, long count) {
        return best < 0 || bytes(cell, count) < bytes(best, count) ? cell : best;
    }

    private long bytes(int cell, long count) {
        return bytes(cell, landscape.cellsUpTo(landscape.unitOf(cell) + count));
    }

    private long bytes(int cell, int end) {
        return bytesBefore[end] - bytesBefore[cell] + landscape.straddling[cell];
    }

    private int obstacles(int cell, long count) {
        int end = landscape.cellsUpTo(landscape.unitOf(cell) + count);
        return fixedBefore[end] - fixedBefore[cell] + pinnedBefore[end] - pinnedBefore[cell];
    }

    private Window window(int cell, long count) {
        long from = landscape.unitOf(cell);
        return new Window(from, from + count, bytes(cell, count));
    }
}
