package dev.cleave.tiers;

import dev.cleave.daemon.PacedDaemon;
import java.time.Duration;

/**
 * A daemon thread that lets a governor work within a budget of bytes a second.
 *
 * <p>An object may have more bytes than a period's budget: then the thread rests until the budget
 * has caught up. What was not used is not kept.
 */
final class BackgroundGovernor extends PacedDaemon<Governor> {
    private static final System.Logger LOG = System.getLogger("dev.cleave.tiers");

    /** The most moves of one period, of which many may copy nothing. */
    private static final int MOVES_OF_A_PERIOD = 4096;

    private final long periodNanos;
    private final long bytesPerPeriod;

    BackgroundGovernor(Governor governor, Duration period, long bytesPerSecond) {
        super("cleave-tiers", governor, period.toNanos());
        periodNanos = period.toNanos();
        bytesPerPeriod = Math.max(1, (long) (bytesPerSecond * (periodNanos / 1e9)));
    }

    @Override
    protected long work(Governor present) {
        return periodNanos * Math.max(1, moveSome(present) / bytesPerPeriod);
    }

    /** Moves one object after the other, so that it ends soon where it is to; answers their bytes. */
    private long moveSome(Governor present) {
        long done = 0;
        try {
            long bytes = 0;
            for (int moves = 0; bytes >= 0 && moves < MOVES_OF_A_PERIOD && done < bytesPerPeriod
                    && !isEnded(); moves++) {
                bytes = present.stepOnce(Long.MAX_VALUE);
                done += Math.max(0, bytes);
            }
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "moving objects between tiers failed, and is tried again", failure);
        }
        return done;
    }
}
