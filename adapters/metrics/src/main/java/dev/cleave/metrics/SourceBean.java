package dev.cleave.metrics;

import java.lang.ref.WeakReference;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * What beans of pools and of heaps share: they hold their source weakly, and tell -1 or NaN once it
 * is closed or collected.
 *
 * @param <S> the source
 * @param <R> what is read of it
 */
abstract class SourceBean<S, R> implements MBeanRegistration {
    private static final long UNKNOWN = -1;

    private final String title;
    private final WeakReference<S> source;
    private final PacedReading<S, R> reading;

    /** Whether a server has the bean. */
    private volatile boolean registered;

    /** @param title what messages call the source */
    SourceBean(String title, S source, PacedReading<S, R> reading) {
        this.title = title;
        this.source = new WeakReference<>(source);
        this.reading = reading;
    }

    /** The source, or null where it is gone. */
    private @Nullable S open() {
        S present = source.get();
        return present == null || reading.isClosed(present) ? null : present;
    }

    /** Whether the source is open. */
    public boolean isOpen() {
        return open() != null;
    }

    /** How old the figures are. */
    public double getReadingAgeSeconds() {
        return ratio(reading::ageSeconds);
    }

    /** @throws IllegalStateException where the source is gone */
    final S requireOpen() {
        S present = open();
        if (present == null) {
            throw new IllegalStateException(title + " is closed");
        }
        return present;
    }

    /** A figure of the reading. */
    final long figure(ToLongFunction<R> figure) {
        return count(present -> figure.applyAsLong(reading.of(present).figures()));
    }

    /** A figure of the source itself. */
    final long count(ToLongFunction<S> count) {
        return ifOpen(UNKNOWN, count::applyAsLong);
    }

    /** A ratio, or a time. */
    final double ratio(ToDoubleFunction<S> ratio) {
        return ifOpen(Double.NaN, ratio::applyAsDouble);
    }

    /** What the source tells, or another in its place where it is gone. */
    final <T> T ifOpen(T otherwise, Function<S, T> figure) {
        S present = source.get();
        return present == null ? otherwise : reading.ifOpen(present, otherwise, figure);
    }

    /** The reading, or another in its place where the source is gone. */
    final <T> T figures(T otherwise, Function<R, T> figures) {
        return ifOpen(otherwise, present -> figures.apply(reading.of(present).figures()));
    }

    final boolean isRegistered() {
        return registered;
    }

    @Override
    public ObjectName preRegister(MBeanServer server, ObjectName name) {
        return name;
    }

    @Override
    public void postRegister(Boolean done) {
        registered = done;
    }

    @Override
    public void preDeregister() {}

    @Override
    public void postDeregister() {
        registered = false;
    }
}
