package dev.cleave.objects;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * From which size on an object had better be a giant. A giant wastes half of one of the pool's
 * units on average; an object of a region is copied now and then, and whoever allocates waits for
 * it. So it is the size whose waste as a giant is no more than the share that may lie in holes
 * anyway; or, where it is less, the one that is copied in ten microseconds on this machine. It is
 * between two of the pool's units and a quarter of a region in any case, the latter being stronger.
 *
 * @param byteSize the threshold
 * @param byRounding what the waste alone would say
 * @param byCopying what the time of a copy alone would say
 */
public record GiantThreshold(long byteSize, long byRounding, long byCopying) {
    private static final long MOST_COPY_NANOS = 10_000;

    /** A region has room for so many of the largest objects in it. */
    private static final int LARGEST_A_REGION = 4;

    /** Bytes that are copied in that time: measured once in a process. */
    private static final class Copying {
        private static final int BYTES = 256 << 10;
        private static final int ROUNDS = 8;
        static final long BYTES_IN_TIME = measure();

        private static long measure() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment from = arena.allocate(BYTES);
                MemorySegment to = arena.allocate(BYTES);
                long best = Long.MAX_VALUE;
                for (int round = 0; round < ROUNDS; round++) {
                    long begin = System.nanoTime();
                    to.copyFrom(from);
                    best = Math.min(best, System.nanoTime() - begin);
                }
                return BYTES * MOST_COPY_NANOS / Math.max(1, best);
            }
        }
    }

    /**
     * The threshold here.
     *
     * @param unit of the pool
     * @param regionBytes of a region
     * @param mostFree the share of the regions' bytes that may lie in holes
     */
    static GiantThreshold here(long unit, long regionBytes, double mostFree) {
        return of(unit, regionBytes, mostFree, Copying.BYTES_IN_TIME);
    }

    /** As {@link #here}, where so many bytes are copied in the time that there is. */
    static GiantThreshold of(long unit, long regionBytes, double mostFree, long bytesInTime) {
        long byRounding = (long) ((unit / 2.0 + BlockLayout.LARGE_HEADER) / mostFree);
        long most = mostOf(regionBytes);
        long chosen = Math.min(byRounding, bytesInTime);
        return new GiantThreshold(Math.max(1, Math.min(most, Math.max(2 * unit, chosen))), byRounding, bytesInTime);
    }

    /** That which somebody chose, as far as a region goes. */
    static GiantThreshold chosen(long byteSize, long regionBytes) {
        long possible = Math.min(byteSize, mostOf(regionBytes));
        return new GiantThreshold(possible, possible, possible);
    }

    private static long mostOf(long regionBytes) {
        return regionBytes / LARGEST_A_REGION;
    }
}
