package dev.cleave.lab.replay;

import dev.cleave.lab.report.OptionRange;
import java.time.Duration;

/**
 * How a replay is done.
 *
 * @param regionFactor the region's size as a multiple of the trace's peak of live bytes, at least 1
 * @param verify whether blocks are stamped and checked
 * @param passes how many timed passes there are, at least 1
 * @param threads how many threads play the trace, at least 1
 * @param seed what the stamps are drawn from
 * @param limit how long one allocator may take over one trace
 * @param tightest whether the smallest region that still serves every allocation is searched for
 */
public record ReplaySettings(
        double regionFactor, boolean verify, int passes, int threads, long seed, Duration limit, boolean tightest) {

    /** Verified, five timed passes, one thread, two minutes, a tenth more memory than the peak. */
    public static final ReplaySettings DEFAULT = new ReplaySettings(1.1, true, 5, 1, 42, Duration.ofMinutes(2), false);

    /** Checks the ranges. */
    public ReplaySettings {
        OptionRange.require(regionFactor >= 1 && regionFactor <= 1000, "--region-factor", regionFactor, "1 to 1000");
        OptionRange.require(passes >= 1 && passes <= 10_000, "--passes", passes, "1 to 10000");
        OptionRange.requireThreads(threads);
        OptionRange.require(limit.isPositive() && limit.compareTo(Duration.ofHours(24)) <= 0, "--time-limit",
                limit.toMillis() / 1e3, "0.001 to 86400 seconds");
    }
}
