package dev.cleave.metrics;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last reading of a source, taken anew when somebody asks and it is older than a second, and
 * than a hundred times what it cost: so that reading takes at most a hundredth of one processor,
 * however many ask, however often. It does not hold the source.
 *
 * <p>Any thread may ask. One takes the reading; the others get the last one meanwhile, or wait
 * where there is none yet. Cost: that of the clock and a read, but for the reading itself.
 *
 * @param <S> what is read
 * @param <R> what is read of it
 */
final class PacedReading<S, R> {
    static final long LEAST_AGE_NANOS = 1_000_000_000L;

    /** A reading is followed by at least so many times its cost without one. */
    static final long COSTS_APART = 100;

    private final Function<S, R> reader;
    private final Predicate<S> closed;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Taken<R> last;

    /**
     * A reading.
     *
     * @param endNanos when it was done, by the clock
     * @param costNanos how long it took
     */
    record Taken<R>(R figures, long endNanos, long costNanos) {
        private boolean isFresh(long now) {
            return now - endNanos <= Math.max(LEAST_AGE_NANOS, COSTS_APART * costNanos);
        }
    }

    /**
     * @param reader does not hold the source
     * @param closed whether a source tells nothing any more
     * @param clock nanoseconds, as {@link System#nanoTime} counts them
     */
    PacedReading(Function<S, R> reader, Predicate<S> closed, LongSupplier clock) {
        this.reader = reader;
        this.closed = closed;
        this.clock = clock;
    }

    /**
     * A reading of the source: where its reader fails, so does this, and the last reading stays.
     */
    Taken<R> of(S source) {
        Taken<R> present = last;
        if (present != null && present.isFresh(clock.getAsLong())) {
            return present;
        }
        if (present == null) {
            lock.lock();
        } else if (!lock.tryLock()) {
            return present;
        }
        try {
            Taken<R> other = last;
            return other != null && other.isFresh(clock.getAsLong()) ? other : take(source);
        } finally {
            lock.unlock();
        }
    }

    private Taken<R> take(S source) {
        long begin = clock.getAsLong();
        R figures = reader.apply(source);
        long end = clock.getAsLong();
        Taken<R> taken = new Taken<>(figures, end, end - begin);
        last = taken;
        return taken;
    }

    boolean isClosed(S source) {
        return closed.test(source);
    }

    /**
     * A figure, or another in its place where the source is closed. What is closed while it is read
     * may refuse: it is closed, too.
     */
    <T> T ifOpen(S source, T otherwise, Function<S, T> figure) {
        if (closed.test(source)) {
            return otherwise;
        }
        try {
            return figure.apply(source);
        } catch (IllegalStateException refused) {
            if (closed.test(source)) {
                return otherwise;
            }
            throw refused;
        }
    }

    double ageSeconds(S source) {
        Taken<R> taken = of(source);
        return Math.max(0, clock.getAsLong() - taken.endNanos()) / 1e9;
    }

    double costSeconds(S source) {
        return of(source).costNanos() / 1e9;
    }
}
