package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import org.jspecify.annotations.Nullable;

/**
 * How a pool finds a block for a request: at first sight, and else under pressure. A child's
 * request is admitted before, and withdrawn where nothing is found; so every way to a block passes
 * the cap. What is found is the caller's, and not in the pool's books yet.
 */
final class Requests {
    /**
     * What is done where no block is found at first sight: made with the class, as a full Java heap
     * has no room for it.
     */
    @FunctionalInterface
    private interface UnderPressure {
        long search(PressureSearch pressure, long byteSize, long count, int alignment);
    }

    private static final UnderPressure DEMAND = PressureSearch::demand;
    private static final UnderPressure ATTEMPT = PressureSearch::attempt;
    private static final UnderPressure QUIETLY =
            (pressure, byteSize, count, alignment) -> pressure.attemptQuietly(count, alignment);

    private final PoolLife life;
    private final BlockSearch search;
    private final PressureSearch pressure;

    /** Null for a pool that is nobody's child. */
    private final @Nullable Admission admission;

    /** Null for a pool that is nobody's child. */
    private final @Nullable SpareBlocks spares;

    Requests(
            PoolLife life,
            BlockSearch search,
            PressureSearch pressure,
            @Nullable Admission admission,
            @Nullable SpareBlocks spares) {
        this.life = life;
        this.search = search;
        this.pressure = pressure;
        this.admission = admission;
        this.spares = spares;
    }

    /**
     * A block's offset.
     *
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where there is none, or the request is over the cap
     */
    long demand(long byteSize, long count, int alignment) {
        life.requireOpen();
        long spare = spare(count, alignment);
        if (spare != BuddySpace.NO_BLOCK) {
            return spare;
        }
        if (admission != null) {
            admission.demand(byteSize, count);
        }
        return search(byteSize, count, alignment, DEMAND);
    }

    /**
     * A block's offset, or a number below 0 where there is none even after listeners were asked.
     */
    long attempt(long byteSize, long count, int alignment) {
        life.requireOpen();
        long spare = spare(count, alignment);
        if (spare != BuddySpace.NO_BLOCK) {
            return spare;
        }
        if (admission != null && !admission.attempt(byteSize, count)) {
            return Admission.OVER_CAP;
        }
        return search(byteSize, count, alignment, ATTEMPT);
    }

    /** A block of the child's that waits, which is admitted and charged; or NO_BLOCK. */
    private long spare(long count, int alignment) {
        return spares == null || alignment != 0 ? BuddySpace.NO_BLOCK : spares.take(count);
    }

    /**
     * A block's offset, or a number below 0: asks no listener and reports nothing, as the caller
     * knows something else to do.
     */
    long attemptQuietly(long count, int alignment) {
        life.requireOpen();
        if (admission != null && !admission.attemptQuietly(count)) {
            admission.refused();
            return Admission.OVER_CAP;
        }
        return search(0, count, alignment, QUIETLY);
    }

    /**
     * A block's offset within a range of units, or a number below 0. Whether a request is refused
     * in the end is for {@link #refused} to say.
     */
    long attemptWithin(long from, long end, long count, int alignment) {
        life.requireOpen();
        if (admission != null && !admission.attemptQuietly(count)) {
            return Admission.OVER_CAP;
        }
        long offset = BuddySpace.NO_BLOCK;
        try {
            offset = pressure.attemptWithin(from, end, count, alignment);
        } finally {
            withdrawIfNone(offset, count);
        }
        return offset;
    }

    /** Counts a request that is refused, by what was answered to it. */
    void refused(long answer) {
        if (answer == Admission.OVER_CAP && admission != null) {
            admission.refused();
        } else {
            pressure.refused();
        }
    }

    /**
     * At first sight, and else under pressure; what was charged for it is withdrawn where none is
     * found.
     */
    private long search(long byteSize, long count, int alignment, UnderPressure last) {
        long offset = BuddySpace.NO_BLOCK;
        try {
            offset = search.find(count, alignment);
            if (offset < 0) {
                offset = BuddySpace.NO_BLOCK;
                offset = last.search(pressure, byteSize, count, alignment);
            }
        } finally {
            withdrawIfNone(offset, count);
        }
        return offset;
    }

    private void withdrawIfNone(long offset, long count) {
        if (offset == BuddySpace.NO_BLOCK && admission != null) {
            admission.withdraw(count);
        }
    }
}
