package dev.cleave.lab.map;

import dev.cleave.lab.trace.Mobility;

/**
 * How full each stretch of a region is and with what, at one moment: a picture of memory before it is drawn.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class MemoryMap {
    /** The most cells a map has; cells grow so that there are no more. */
    public static final int MAX_CELLS = 2048;

    /** Bytes of a pageblock. */
    public static final long PAGEBLOCK_BYTES = 2L << 20;

    private static final long SMALLEST_CELL = 4096;
    private static final int WANTED_CELLS = 512;

    private final String moment;
    private final boolean byMobility;
    private final long regionBytes;
    private final long cellBytes;
    private final long[][] used;

    private MemoryMap(String moment, boolean byMobility, long regionBytes, long cellBytes) {
        this.moment = moment;
        this.byMobility = byMobility;
        this.regionBytes = regionBytes;
        this.cellBytes = cellBytes;
        int cells = (int) ((regionBytes + cellBytes - 1) / cellBytes);
        used = new long[Mobility.values().length][cells];
    }

    /** An empty map of a region of pages: one cell a pageblock, or several where there would be too many. */
    public static MemoryMap ofPages(String moment, long regionBytes) {
        long cellBytes = PAGEBLOCK_BYTES;
        while ((regionBytes + cellBytes - 1) / cellBytes > MAX_CELLS) {
            cellBytes *= 2;
        }
        return new MemoryMap(moment, true, regionBytes, cellBytes);
    }

    /** An empty map of a heap: the cells are such that there are some hundreds, and all blocks count as unmovable. */
    public static MemoryMap ofHeap(String moment, long regionBytes) {
        long cellBytes = SMALLEST_CELL;
        while ((regionBytes + cellBytes - 1) / cellBytes > WANTED_CELLS) {
            cellBytes *= 2;
        }
        return new MemoryMap(moment, false, regionBytes, cellBytes);
    }

    /** Adds a block at an offset of the region. */
    public void add(Mobility mobility, long offset, long bytes) {
        long end = offset + bytes;
        for (long at = offset; at < end;) {
            int cell = (int) (at / cellBytes);
            long next = Math.min(end, (cell + 1L) * cellBytes);
            used[mobility.number()][cell] += next - at;
            at = next;
        }
    }

    /** When it was drawn, such as "at the peak". */
    public String moment() {
        return moment;
    }

    /** Whether blocks are told apart by mobility. */
    public boolean byMobility() {
        return byMobility;
    }

    /** Bytes of the whole region. */
    public long regionBytes() {
        return regionBytes;
    }

    /** Bytes of a cell; the last may have fewer. */
    public long cellBytes() {
        return cellBytes;
    }

    /** How many cells there are. */
    public int cells() {
        return used[0].length;
    }

    /** Used bytes of a mobility in a cell. */
    public long usedBytes(int cell, Mobility mobility) {
        return used[mobility.number()][cell];
    }

    /** The used share of a cell, 0 to 1. */
    public double usedShare(int cell) {
        long bytes = 0;
        for (long[] each : used) {
            bytes += each[cell];
        }
        return (double) bytes / Math.min(cellBytes, regionBytes - cell * cellBytes);
    }
}
