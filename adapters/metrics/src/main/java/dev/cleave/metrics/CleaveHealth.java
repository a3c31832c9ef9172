package dev.cleave.metrics;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a pool can still serve what it is for: for a health endpoint of any framework.
 *
 * {@snippet :
 * CleaveHealth health = CleaveHealth.of(pool).wanting(1 << 20);
 * CleaveHealth.Report now = health.look();            // now.status(), now.reasons()
 * }
 *
 * <p>Any thread may look. Cost: as a gauge of {@link PoolMetrics}; it shares the reading with
 * those, so its figures are a second old at most, or a hundred times what it takes to read them.
 */
public final class CleaveHealth {
    private static final double USUALLY_NEARLY_FULL = 0.9;

    private final Pool pool;
    private final long wanted;
    private final double nearlyFull;

    /** The pool's failures at the last look. */
    private final AtomicLong failuresSeen;

    /** How a pool is. */
    public enum Status {
        /**
         * It has a block of the wanted size, much is left, and nothing was refused since the last
         * look.
         */
        UP,
        /** It serves, but not all that it is for; or it will soon be full. */
        DEGRADED,
        /** It has less memory left than is wanted, or is closed. */
        FULL
    }

    /**
     * What a look saw.
     *
     * @param status the worst of all reasons
     * @param reasons in words; empty where the pool is up
     * @param largestBlockBytes the largest block that could be had
     * @param usedBytes handed out
     * @param committedBytes backed by memory, at most
     * @param capacityBytes what the pool can hand out in all; 0 where it is closed
     * @param failures requests refused since the last look, or since there is this {@link
     *     CleaveHealth}
     */
    public record Report(
            Status status,
            List<String> reasons,
            long largestBlockBytes,
            long usedBytes,
            long committedBytes,
            long capacityBytes,
            long failures) {
        /** Keeps a copy of the list. */
        public Report {
            reasons = List.copyOf(reasons);
        }
    }

    private CleaveHealth(Pool pool, long wanted, double nearlyFull) {
        this.pool = pool;
        this.wanted = wanted;
        this.nearlyFull = nearlyFull;
        failuresSeen = new AtomicLong(pool.counts().failures());
    }

    /**
     * The health of a pool that is for blocks of 2 MiB, or of all of a smaller pool's bytes, and
     * nearly full at nine tenths.
     */
    public static CleaveHealth of(Pool pool) {
        return new CleaveHealth(pool, PoolReading.usuallyWanted(pool), USUALLY_NEARLY_FULL);
    }

    /**
     * The same for a pool that is for blocks of this size.
     *
     * @throws IllegalArgumentException where the size is less than 1, or more than the pool's
     *     capacity
     */
    public CleaveHealth wanting(long byteSize) {
        return new CleaveHealth(pool, PoolReading.requireWanted(pool, byteSize), nearlyFull);
    }

    /**
     * The same for a pool that is nearly full where so much of its capacity is committed, and so
     * much of that used. Both count: what is committed and free serves again, and what is not
     * committed can be.
     *
     * @param share 0 to 1; 1 for a pool that may be used up
     * @throws IllegalArgumentException where there is no such share
     */
    public CleaveHealth nearlyFullAt(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("nearly full at a share of " + share + ": it must be from 0 to 1");
        }
        return new CleaveHealth(pool, wanted, share);
    }

    /** Looks at the pool. Never throws for a pool that is closed, or being closed. */
    public Report look() {
        PacedReading<Pool, PoolReading> reading = PoolReading.SHARED.of(pool);
        return reading.ifOpen(pool, closed(), each -> look(reading.of(each).figures()));
    }

    private Report closed() {
        return new Report(Status.FULL, List.of("pool " + pool.name() + " is closed: nothing can be had"), 0, 0, 0, 0,
                0);
    }

    private Report look(PoolReading reading) {
        PoolUsage usage = reading.usage();
        long failures = failuresSinceLastLook();
        List<String> reasons = new ArrayList<>();
        boolean full = usage.freeBytes() < wanted;
        if (full) {
            reasons.add("a block of " + wanted + " bytes cannot be had: " + usage.freeBytes() + " of "
                    + usage.capacityBytes() + " bytes are free");
        } else if (reading.largestBlock() < wanted) {
            reasons.add("a block of " + wanted + " bytes cannot be had: " + usage.freeBytes()
                    + " bytes are free, but scattered, and the largest block has " + reading.largestBlock());
        }
        if (isNearlyFull(usage)) {
            reasons.add(usage.committedBytes() + " of " + usage.capacityBytes() + " bytes are committed, and "
                    + usage.usedBytes() + " of those used: the pool is nearly full");
        }
        if (failures > 0) {
            reasons.add(failures + " requests were refused since the last look");
        }
        Status status = full ? Status.FULL : reasons.isEmpty() ? Status.UP : Status.DEGRADED;
        return new Report(status, reasons, reading.largestBlock(), usage.usedBytes(), usage.committedBytes(),
                usage.capacityBytes(), failures);
    }

    private long failuresSinceLastLook() {
        long now = pool.counts().failures();
        return now - failuresSeen.getAndSet(now);
    }

    private boolean isNearlyFull(PoolUsage usage) {
        return nearlyFull < 1 && usage.committedBytes() >= nearlyFull * usage.capacityBytes()
                && usage.usedBytes() >= nearlyFull * usage.committedBytes();
    }
}
