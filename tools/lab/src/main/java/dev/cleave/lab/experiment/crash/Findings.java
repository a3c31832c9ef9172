package dev.cleave.lab.experiment.crash;

import dev.cleave.lab.jvm.TrialException;
import java.util.List;

/**
 * What was found in a heap after a crash.
 *
 * @param lostCommitted commits that were acknowledged and are not there, or not with their bytes
 * @param leakedBytes bytes in use by nobody
 * @param wrong all that is not as it should be, in words
 */
record Findings(long lostCommitted, long leakedBytes, List<String> wrong) {
    /** Keeps a copy. */
    Findings {
        wrong = List.copyOf(wrong);
    }

    /** A heap that could not be looked at: all that was acknowledged is lost. */
    static Findings lost(long acknowledged, Throwable failure) {
        return new Findings(acknowledged, 0, List.of(TrialException.reason(failure)));
    }

    /** Whether everything is as it should be. */
    boolean isRecovered() {
        return wrong.isEmpty();
    }
}
