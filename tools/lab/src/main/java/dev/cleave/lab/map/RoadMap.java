package dev.cleave.lab.map;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * What stands on each unit of a pool, told as a road: units are its segments, blocks the houses on
 * it, and a large request a convoy.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class RoadMap {
    /** What a segment of the road is. */
    public enum Kind {
        /** Nothing stands there. */
        FREE,
        /** A house: a block. */
        HOUSE,
        /** A house that came there lately. */
        MOVED,
        /** Free, since a house moved away lately. */
        LEFT,
        /** Kept for convoys. */
        LANE,
        /** The convoy's, or a part of it. */
        CONVOY
    }

    private final long base;
    private final long unit;
    private final Kind[] kinds;
    private final int[] parts;
    private int[] convoy = {};
    private boolean bridged;

    private RoadMap(long base, long unit, int segments) {
        this.base = base;
        this.unit = unit;
        kinds = new Kind[segments];
        Arrays.fill(kinds, Kind.FREE);
        parts = new int[segments];
    }

    /** The map of a pool now: each of its blocks is a house. */
    public static RoadMap of(Pool pool) {
        int units = Math.toIntExact(pool.space().units());
        RoadMap map = new RoadMap(pool.baseAddress(), pool.unit(), units);
        pool.space().flush();
        pool.space().forEachBlock(0, units,
                (offset, length) -> Arrays.fill(map.kinds, (int) offset, (int) (offset + length), Kind.HOUSE));
        return map;
    }

    /** Draws over it what its segments from an address on are. */
    public RoadMap draw(Kind kind, long address, long byteSize) {
        int from = segment(address);
        Arrays.fill(kinds, from, from + segments(byteSize), kind);
        return this;
    }

    /**
     * Draws the convoy over it.
     *
     * @param pieces its parts, the first one first: they are of this pool's memory
     */
    public RoadMap drawConvoy(List<MemorySegment> pieces) {
        convoy = new int[pieces.size()];
        for (int part = 0; part < convoy.length; part++) {
            MemorySegment piece = pieces.get(part);
            draw(Kind.CONVOY, piece.address(), piece.byteSize());
            convoy[part] = segments(piece.byteSize());
            int from = segment(piece.address());
            Arrays.fill(parts, from, from + convoy[part], part);
        }
        return this;
    }

    /** Says that the convoy's parts are one range to whoever uses them, wherever they lie. */
    public RoadMap bridge() {
        bridged = true;
        return this;
    }

    private int segment(long address) {
        return Math.toIntExact((address - base) / unit);
    }

    private int segments(long byteSize) {
        return Math.toIntExact((byteSize + unit - 1) / unit);
    }

    /** How many segments there are. */
    public int segments() {
        return kinds.length;
    }

    /** Bytes of a segment. */
    public long segmentBytes() {
        return unit;
    }

    /** What a segment is. */
    public Kind kind(int segment) {
        return kinds[segment];
    }

    /** Which part of the convoy is on a segment, counted from 0; 0 too where none is. */
    public int part(int segment) {
        return parts[segment];
    }

    /** The lengths of the convoy's parts, in segments; none where it is not on the road. */
    public int[] convoy() {
        return convoy.clone();
    }

    /** Whether the convoy's parts are one range to whoever uses them. */
    public boolean bridged() {
        return bridged;
    }
}
