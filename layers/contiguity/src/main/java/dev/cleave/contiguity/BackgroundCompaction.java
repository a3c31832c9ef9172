package dev.cleave.contiguity;

import dev.cleave.daemon.PacedDaemon;
import java.time.Duration;

/**
 * A daemon thread that looks now and then how scattered a pool's free memory is, and makes whole
 * pageblocks where it is too much so.
 *
 * <p>Of each period it works for its share at most, but for the step that it is in: what it took
 * beyond that, it rests longer.
 */
final class BackgroundCompaction extends PacedDaemon<Compactor> {
    private static final System.Logger LOG = System.getLogger("dev.cleave.contiguity");

    private final String name;
    private final Settings settings;

    /**
     * When it works, and how much.
     *
     * @param mostUnusable the share of the free memory outside of whole pageblocks above which it
     *     works, 0 to 1
     * @param processorShare the most of a processor that it uses, above 0, at most 1
     * @param period from one look to the next
     */
    record Settings(double mostUnusable, double processorShare, Duration period) {
        Settings {
            if (!(mostUnusable >= 0 && mostUnusable <= 1)) {
                throw new IllegalArgumentException("an unusable share of " + mostUnusable
                        + ": it must be from 0 to 1");
            }
            if (!(processorShare > 0 && processorShare <= 1)) {
                throw new IllegalArgumentException("a processor share of " + processorShare
                        + ": it must be above 0, and 1 at most");
            }
            if (period.isNegative() || period.isZero() || period.compareTo(Duration.ofDays(365)) > 0) {
                throw new IllegalArgumentException("a period of " + period + ": it must be positive, a year at most");
            }
        }

        /** How long it may work before it rests. */
        Budget budget() {
            return Budget.ofTime(Duration.ofNanos(Math.max(1, (long) (period.toNanos() * processorShare))));
        }

        /** How long it rests after it has worked for so long. */
        long restNanos(long busyNanos) {
            return Math.max(period.toNanos() - busyNanos, (long) (busyNanos / processorShare) - busyNanos);
        }
    }

    BackgroundCompaction(Compactor compactor, String name, Settings settings) {
        super("cleave-compaction-" + name, compactor, settings.period().toNanos());
        this.name = name;
        this.settings = settings;
    }

    @Override
    protected long work(Compactor present) {
        long begin = System.nanoTime();
        try {
            present.tidy(settings.mostUnusable(), settings.budget());
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "background compaction of pool " + name + " failed, and tries again",
                    failure);
        }
        return settings.restNanos(System.nanoTime() - begin);
    }
}
