package dev.cleave.metrics;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One paced reading for each source, whoever asks: meters, JMX and health together read it no
 * oftener than one of them alone would. Sources are held weakly. Any thread may ask.
 *
 * @param <S> what is read; no two are equal
 * @param <R> what is read of it; it does not hold the source
 */
final class SharedReadings<S, R> {
    private final Function<S, R> reader;
    private final Predicate<S> closed;

    /** Guarded by the monitor. */
    private final Map<S, PacedReading<S, R>> bySource = new WeakHashMap<>();

    /** @param closed whether a source tells nothing any more */
    SharedReadings(Function<S, R> reader, Predicate<S> closed) {
        this.reader = reader;
        this.closed = closed;
    }

    synchronized PacedReading<S, R> of(S source) {
        return bySource.computeIfAbsent(source, absent -> new PacedReading<>(reader, closed, System::nanoTime));
    }
}
