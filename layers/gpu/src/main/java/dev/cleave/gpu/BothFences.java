package dev.cleave.gpu;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Passes when two fences have passed. */
record BothFences(DeviceFence first, DeviceFence second) implements DeviceFence {
    /** The fence that passes when those that there are have passed; null where there is none. */
    static @Nullable DeviceFence of(@Nullable DeviceFence first, @Nullable DeviceFence second) {
        if (first == null) {
            return second;
        }
        return second == null || first.equals(second) ? first : new BothFences(first, second);
    }

    @Override
    public boolean passed() {
        return first.passed() && second.passed();
    }

    @Override
    public boolean await(Duration atMost) {
        long deadline = System.nanoTime() + nanos(atMost);
        return first.await(atMost) && second.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    /** A time that can be added to the clock without overflow. */
    private static long nanos(Duration atMost) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        return atMost.compareTo(longest) > 0 ? longest.toNanos() : atMost.toNanos();
    }
}
