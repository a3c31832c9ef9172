package dev.cleave.cli.observe;

import dev.cleave.lab.report.OptionRange;
import java.time.Duration;

/**
 * How observation is measured.
 *
 * @param rate events a second while nobody observes, of all threads together: 1,000 to 100,000,000
 * @param threads that allocate and free: 1 to 64
 * @param turns each without and with an observer: 1 to 1,000
 * @param slice how long is measured in each half of a turn: 100 ms to 10 minutes
 */
public record ObservationSettings(double rate, int threads, int turns, Duration slice) {
    /** Refuses what is out of range. */
    public ObservationSettings {
        OptionRange.require(rate >= 1_000 && rate <= 100_000_000, "--rate", rate,
                "1,000 to 100,000,000 events a second");
        OptionRange.require(threads >= 1 && threads <= 64, "--threads", threads, "1 to 64");
        OptionRange.require(turns >= 1 && turns <= 1_000, "--turns", turns, "1 to 1,000");
        OptionRange.require(slice.toMillis() >= 100 && slice.compareTo(Duration.ofMinutes(10)) <= 0, "--slice",
                slice.toMillis() + " ms", "100ms to 10m");
    }
}
