package dev.cleave.lab.experiment.density;

import java.util.OptionalLong;

/**
 * How a load ended.
 *
 * @param liveAtRefusal bytes that were live when the first request could not be served; empty where
 *     all were
 * @param failures requests that were not served though they should have been, or though the load
 *     goes on
 */
record LoadOutcome(OptionalLong liveAtRefusal, long failures) {
    /** A load that goes on until it is refused, at so many live bytes. */
    static LoadOutcome full(long liveBytes) {
        return new LoadOutcome(OptionalLong.of(liveBytes), 0);
    }
}
