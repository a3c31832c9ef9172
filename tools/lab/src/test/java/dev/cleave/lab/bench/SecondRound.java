package dev.cleave.lab.bench;

import java.time.Duration;
import java.util.List;

/** A short round that warms up, and what the next one finds. */
final class SecondRound {
    /** The length of a round. */
    static final Duration LENGTH = Duration.ofMillis(20);

    private SecondRound() {}

    /** The results of each phase. */
    static List<RoundResult> of(Trial trial, Peer peer) {
        try (TrialRunner runner = new TrialRunner(trial, peer)) {
            runner.round(LENGTH);
            return runner.round(LENGTH);
        }
    }
}
