package dev.cleave.buddy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** Stand-in with the final signatures: one lock, one bit a unit, no speed. The lock-free space replaces it. */
public final class BuddySpace {
    /** What allocation answers when no suitable block is free. */
    public static final long NO_BLOCK = -1;

    private final boolean[] taken;
    private final TreeMap<Long, Long> blocks = new TreeMap<>();
    private long lowestFree;

    private BuddySpace(long units) {
        taken = new boolean[Math.toIntExact(units)];
    }

    /** A space of {@code units} units with default settings. */
    public static BuddySpace of(long units) {
        return builder(units).build();
    }

    public static Builder builder(long units) {
        if (units < 1) {
            throw new IllegalArgumentException("units: " + units);
        }
        return new Builder(units);
    }

    /** Settings of a space. */
    public static final class Builder {
        private final long units;

        private Builder(long units) {
            this.units = units;
        }

        /** How many stripes, a power of two; twice the processors unless told. */
        public Builder stripes(int count) {
            return this;
        }

        /** What chooses a stripe: any int, reduced modulo the stripes; the thread's id unless told. */
        public Builder stripeChooser(IntSupplier chooser) {
            return this;
        }

        /** Keeps the metadata in this segment (off-heap or mapped) instead of in plain arrays. */
        public Builder metadata(MemorySegment segment) {
            return this;
        }

        /** Whether stripes keep magazines of freed blocks; they do unless told. */
        public Builder magazines(boolean enabled) {
            return this;
        }

        public BuddySpace build() {
            return new BuddySpace(units);
        }
    }

    /** How many units there are. */
    public long units() {
        return taken.length;
    }

    /** The order of the largest block that the space could ever hand out. */
    public int maxOrder() {
        return 63 - Long.numberOfLeadingZeros(units());
    }

    /** The offset of a free block of 2^order units, aligned to its size, or {@link #NO_BLOCK}. */
    public long allocate(int order) {
        if (order < 0 || order > maxOrder()) {
            throw new IllegalArgumentException("order " + order);
        }
        return allocateUnits(1L << order);
    }

    /** The offset of a run of exactly {@code count} free units, aligned to the next power of two, or NO_BLOCK. */
    public synchronized long allocateUnits(long count) {
        if (count < 1 || count > units()) {
            throw new IllegalArgumentException("units " + count);
        }
        long step = count == 1 ? 1 : Long.highestOneBit(count - 1) << 1;
        while (lowestFree < units() && taken[(int) lowestFree]) {
            lowestFree++;
        }
        for (long at = lowestFree & -step; at + count <= units(); at += step) {
            if (claim(at, count)) {
                return at;
            }
        }
        return NO_BLOCK;
    }

    /** Claims the given aligned range, or answers false if any of it is taken. */
    public synchronized boolean allocateAt(long offset, int order) {
        if (order < 0 || order > maxOrder() || offset < 0 || offset % (1L << order) != 0
                || offset > units() - (1L << order)) {
            throw new IllegalArgumentException("offset " + offset + ", order " + order);
        }
        return claim(offset, 1L << order);
    }

    private boolean claim(long at, long count) {
        for (long unit = at; unit < at + count; unit++) {
            if (taken[(int) unit]) {
                return false;
            }
        }
        Arrays.fill(taken, (int) at, (int) (at + count), true);
        blocks.put(at, count);
        return true;
    }

    /** Up to {@code count} blocks of one order into {@code into[from…]}; answers how many there were. */
    public int allocateMany(int order, long[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        if (order < 0 || order > maxOrder()) {
            throw new IllegalArgumentException("order " + order);
        }
        for (int i = 0; i < count; i++) {
            long offset = allocate(order);
            if (offset == NO_BLOCK) {
                return i;
            }
            into[from + i] = offset;
        }
        return count;
    }

    /** Takes back a block by its offset alone; any thread may. Throws InvalidBlockException (an IllegalArgumentException). */
    public synchronized void free(long offset) {
        Long count = blocks.remove(offset);
        if (count == null) {
            throw new IllegalArgumentException("no block at " + offset);
        }
        Arrays.fill(taken, (int) offset, (int) (offset + count), false);
        lowestFree = Math.min(lowestFree, offset);
    }

    public void freeMany(long[] offsets, int from, int count) {
        Objects.checkFromIndexSize(from, count, offsets.length);
        for (int i = from; i < from + count; i++) {
            free(offsets[i]);
        }
    }

    /** The order of the smallest power of two that holds the block at this offset. */
    public int orderOf(long offset) {
        long count = unitsOf(offset);
        return count == 1 ? 0 : 64 - Long.numberOfLeadingZeros(count - 1);
    }

    /** How many units the allocated block at this offset has. */
    public synchronized long unitsOf(long offset) {
        Long count = blocks.get(offset);
        if (count == null) {
            throw new IllegalArgumentException("no block at " + offset);
        }
        return count;
    }

    /** Whether an allocated block starts at this offset. Out of range: false. */
    public synchronized boolean isBlock(long offset) {
        return blocks.containsKey(offset);
    }

    /** Gives every magazine back to the tree. */
    public void flush() {}

    /** Free units now, those in magazines included: exact when nothing else runs, else an estimate. */
    public synchronized long freeUnits() {
        long free = 0;
        for (boolean each : taken) {
            free += each ? 0 : 1;
        }
        return free;
    }

    /** How many maximal free blocks there are of each order 0…maxOrder, as if all magazines were flushed (an estimate while others run). */
    public synchronized long[] freeBlocksByOrder() {
        long[] counts = new long[maxOrder() + 1];
        for (int at = 0; at < taken.length; ) {
            int order = maxOrder();
            while (order >= 0 && (at % (1L << order) != 0 || !free(at, 1L << order))) {
                order--;
            }
            if (order < 0) {
                at++;
            } else {
                counts[order]++;
                at += 1 << order;
            }
        }
        return counts;
    }

    private boolean free(int at, long count) {
        if (at + count > taken.length) {
            return false;
        }
        for (int unit = at; unit < at + count; unit++) {
            if (taken[unit]) {
                return false;
            }
        }
        return true;
    }

    /** Share of free units that lie in blocks smaller than the order: 0 (none) to 1; 0 when nothing is free. */
    public double unusableFreeSpaceIndex(int order) {
        long free = 0;
        long usable = 0;
        long[] counts = freeBlocksByOrder();
        for (int each = 0; each < counts.length; each++) {
            free += counts[each] << each;
            usable += each >= order ? counts[each] << each : 0;
        }
        return free == 0 ? 0 : (double) (free - usable) / free;
    }

    /** Would a request of this order fail for lack of memory (towards 0) or for its scatter (towards 1); -1 when it would not fail. */
    public double fragmentationIndex(int order) {
        long free = 0;
        long blocksFree = 0;
        long[] counts = freeBlocksByOrder();
        for (int each = 0; each < counts.length; each++) {
            free += counts[each] << each;
            blocksFree += counts[each];
            if (each >= order && counts[each] > 0) {
                return -1;
            }
        }
        return blocksFree == 0 ? 0 : 1 - (1 + (double) free / (1L << order)) / blocksFree;
    }

    /** How many bytes {@link Builder#metadata(MemorySegment)} needs for a space of {@code units} units. */
    public static long metadataBytes(long units) {
        return Math.max(1, units);
    }

    /** Bytes of metadata on the Java heap or in the supplied segment. */
    public long metadataBytes() {
        return taken.length;
    }

    /** Checks every invariant; call while nothing else runs. Throws IllegalStateException naming what is broken. */
    public void verify() {}

    /** Used units (allocated, magazines not counted) of each stretch of {@code unitsPerCell} units: the picture of the space. */
    public synchronized int[] usedUnits(int unitsPerCell) {
        int[] cells = new int[(taken.length + unitsPerCell - 1) / unitsPerCell];
        for (int unit = 0; unit < taken.length; unit++) {
            cells[unit / unitsPerCell] += taken[unit] ? 1 : 0;
        }
        return cells;
    }
}
