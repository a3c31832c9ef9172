package dev.cleave.cache;

import java.util.function.LongSupplier;

/**
 * When entries are too old. A deadline is a time of the clock in nanoseconds: even where reads move
 * it, odd where it is fixed, {@link #NEVER} where there is none. Times are compared by their
 * difference, so a clock may begin anywhere; where it goes back, entries live longer.
 */
final class Expiry {
    /** No deadline. */
    static final long NEVER = 0;

    private static final long LONGEST = Long.MAX_VALUE >> 1;

    private final LongSupplier clock;
    private final long timeToLive;
    private final boolean byReads;

    /**
     * @param nanosToLive of entries that are not told otherwise; 0 for as long as they like
     * @param byReads whether that begins anew with each read
     */
    Expiry(LongSupplier clock, long nanosToLive, boolean byReads) {
        this.clock = clock;
        this.timeToLive = nanosToLive;
        this.byReads = byReads;
    }

    long timeToLive() {
        return timeToLive;
    }

    /** The deadline of an entry that is not told otherwise. */
    long usual() {
        return timeToLive == 0 ? NEVER : byReads ? sliding() : fixed(timeToLive);
    }

    /** A deadline that reads move, from now. */
    long sliding() {
        long deadline = clock.getAsLong() + Math.min(timeToLive, LONGEST) & ~1L;
        return deadline == NEVER ? 2 : deadline;
    }

    /** A deadline that nothing moves, from now. */
    long fixed(long nanosToLive) {
        return clock.getAsLong() + Math.min(nanosToLive, LONGEST) | 1;
    }

    /** What is left until a deadline. */
    long left(long deadline) {
        return deadline - clock.getAsLong();
    }

    boolean slides(long deadline) {
        return deadline != NEVER && (deadline & 1) == 0;
    }

    boolean isOver(long deadline) {
        return deadline != NEVER && deadline - clock.getAsLong() <= 0;
    }
}
