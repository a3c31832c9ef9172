package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * The state of a pool at one time: its figures, its free blocks by order as {@code /proc/buddyinfo}
 * counts them, and how much of each cell of memory is used, from which maps are drawn. Immutable.
 * Taken while others allocate it is an estimate.
 */
public final class PoolSnapshot {
    private static final long CELL_BYTES = 2 << 20;

    private final String pool;
    private final String backing;
    private final Instant takenAt;
    private final long unit;
    private final PoolUsage usage;
    private final long[] freeBlocksByOrder;
    private final int unitsPerCell;
    private final int[] usedUnitsByCell;

    PoolSnapshot(
            String pool,
            String backing,
            Instant takenAt,
            long unit,
            PoolUsage usage,
            long[] freeBlocksByOrder,
            int unitsPerCell,
            int[] usedUnitsByCell) {
        this.pool = pool;
        this.backing = backing;
        this.takenAt = takenAt;
        this.unit = unit;
        this.usage = usage;
        this.freeBlocksByOrder = freeBlocksByOrder;
        this.unitsPerCell = unitsPerCell;
        this.usedUnitsByCell = usedUnitsByCell;
    }

    /** The state of a pool now, of which these are the figures. */
    static PoolSnapshot of(Units units, String backing, BuddySpace space, PoolUsage usage) {
        int unitsPerCell = (int) Math.max(1, CELL_BYTES / units.unit());
        return new PoolSnapshot(units.name(), backing, Instant.now().truncatedTo(ChronoUnit.MILLIS), units.unit(),
                usage,
                space.freeBlocksByOrder(), unitsPerCell, space.usedUnits(unitsPerCell));
    }

    /**
     * A snapshot of these figures, as {@link #toJson()} tells them: for whoever reads that.
     *
     * @param unit bytes of the smallest block
     * @param unitsPerCell units that a cell of the map stands for, 1 or more
     * @throws IllegalArgumentException where a figure is less than it can be
     */
    public static PoolSnapshot of(
            String pool,
            String backing,
            Instant takenAt,
            long unit,
            PoolUsage usage,
            long[] freeBlocksByOrder,
            int unitsPerCell,
            int[] usedUnitsByCell) {
        if (unit < 1 || unitsPerCell < 1 || usage.capacityBytes() < 0) {
            throw new IllegalArgumentException("a pool of " + usage.capacityBytes() + " bytes in units of " + unit
                    + ", " + unitsPerCell + " a cell: unit and units a cell must be 1 or more, the capacity 0 or more");
        }
        return new PoolSnapshot(pool, backing, takenAt, unit, usage, freeBlocksByOrder.clone(), unitsPerCell,
                usedUnitsByCell.clone());
    }

    /**
     * Reads what {@link #toBytes()} made; the stream is read to its end.
     *
     * @throws SnapshotFormatException where it is no snapshot, of a newer version, torn or damaged
     * @throws IOException where the stream cannot be read
     */
    public static PoolSnapshot read(InputStream in) throws IOException {
        return SnapshotBinary.read(in.readAllBytes());
    }

    /** A compact, versioned and checksummed form: a few bytes a cell. */
    public byte[] toBytes() {
        return SnapshotBinary.write(this);
    }

    /** The same as one JSON object, with {@code "format"} and {@code "version"} first. */
    public String toJson() {
        return SnapshotJson.write(this);
    }

    /**
     * The same without what names the program: the pool is called {@code pool}, and what lay behind
     * it is left out.
     */
    public PoolSnapshot anonymous() {
        return new PoolSnapshot("pool", "", takenAt, unit, usage, freeBlocksByOrder, unitsPerCell, usedUnitsByCell);
    }

    /** The pool's name. */
    public String pool() {
        return pool;
    }

    /** What lay behind the pool's region. */
    public String backing() {
        return backing;
    }

    /** When it was taken, to the millisecond. */
    public Instant takenAt() {
        return takenAt;
    }

    /** Bytes of a unit. */
    public long unit() {
        return unit;
    }

    /** The pool's figures. */
    public PoolUsage usage() {
        return usage;
    }

    /** How many maximal free blocks of each order there were. */
    public long[] freeBlocksByOrder() {
        return freeBlocksByOrder.clone();
    }

    /** Share of free memory in blocks smaller than the order: 0 to 1. */
    public double unusableFreeSpaceIndex(int order) {
        double free = 0;
        double unusable = 0;
        for (int each = 0; each < freeBlocksByOrder.length; each++) {
            double units = Math.scalb((double) freeBlocksByOrder[each], each);
            free += units;
            unusable += each < order ? units : 0;
        }
        return free == 0 ? 0 : unusable / free;
    }

    /** Units of a cell: those of 2 MiB, or one where a unit is larger. */
    public int unitsPerCell() {
        return unitsPerCell;
    }

    /** How many units of each cell were used, lowest address first. */
    public int[] usedUnitsByCell() {
        return usedUnitsByCell.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PoolSnapshot that && Arrays.equals(toBytes(), that.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(usedUnitsByCell) * 31 + takenAt.hashCode();
    }
}
