package dev.cleave.contiguity;

import java.time.Duration;
import java.util.Objects;

/**
 * How much a compaction may cost: it stops before it copies more bytes, and at the first step after
 * the time is over. A step is the move of one block.
 *
 * @param byteSize the most bytes to copy, 1 or more
 * @param time the longest time, more than none; 292 years and more are as good as no end
 */
public record Budget(long byteSize, Duration time) {
    private static final Duration NO_END = Duration.ofNanos(Long.MAX_VALUE);

    /** Refuses what allows nothing. */
    public Budget {
        Objects.requireNonNull(time, "time");
        if (byteSize < 1) {
            throw new IllegalArgumentException("a budget of " + byteSize
                    + " bytes: it must allow 1 at least; whoever wants no compaction asks for none");
        }
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("a budget of " + time
                    + ": it must be a positive time; whoever wants no compaction asks for none");
        }
    }

    /** As much as it takes. */
    public static Budget unlimited() {
        return new Budget(Long.MAX_VALUE, NO_END);
    }

    /** So many bytes, in any time. */
    public static Budget ofBytes(long byteSize) {
        return new Budget(byteSize, NO_END);
    }

    /** So much time, for any number of bytes. */
    public static Budget ofTime(Duration time) {
        return new Budget(Long.MAX_VALUE, time);
    }

    /** Nanoseconds of the time. */
    long nanos() {
        return nanosOf(time);
    }

    /** Nanoseconds of a time, or the most that there are. */
    static long nanosOf(Duration time) {
        return time.compareTo(NO_END) >= 0 ? Long.MAX_VALUE : time.toNanos();
    }
}
