package dev.cleave.metrics;

import dev.cleave.metrics.Bindings.Binding;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Registers the meters of one source, such as a pool. The registry holds the source weakly. The
 * gauges of a source that is closed or collected read NaN; its counters stay where they were.
 *
 * @param <S> the source
 * @param <R> what is read of it
 */
final class SourceMeters<S, R> {
    static final String BYTES = "bytes";
    static final String BLOCKS = "blocks";
    private static final String SECONDS = "seconds";

    private final MeterRegistry registry;
    private final String prefix;
    private final Tags tags;
    private final S source;
    private final PacedReading<S, R> reading;
    private final Binding<S> binding;

    /**
     * For meters whose names begin with a prefix and a dot.
     *
     * @throws IllegalArgumentException where the registry has such meters with these tags already,
     *     unless of a source that is gone: those are removed
     */
    SourceMeters(
            MeterRegistry registry, String prefix, Tags tags, S source, PacedReading<S, R> reading) {
        this.registry = registry;
        this.prefix = prefix;
        this.tags = tags;
        this.source = source;
        this.reading = reading;
        String place = prefix + " with tags " + tags.stream().toList();
        binding = Bindings.enter(registry, place, source, reading);
        gaugeOf("reading.age", SECONDS, "How old the figures are that the other gauges tell", Tags.empty(),
                reading::ageSeconds);
        gaugeOf("reading.cost", SECONDS, "What it took to read them", Tags.empty(), reading::costSeconds);
    }

    private String name(String name) {
        return prefix + "." + name;
    }

    /** A figure of the reading. */
    void gauge(String name, @Nullable String unit, String description, ToDoubleFunction<R> figure) {
        gauge(name, unit, description, Tags.empty(), figure);
    }

    /** A figure of the reading, with tags of its own. */
    void gauge(String name, @Nullable String unit, String description, Iterable<Tag> own, ToDoubleFunction<R> figure) {
        PacedReading<S, R> paced = reading;
        gaugeOf(name, unit, description, own, each -> figure.applyAsDouble(paced.of(each).figures()));
    }

    /** The function must not hold the source, as the registry holds the function. */
    private void gaugeOf(
            String name, @Nullable String unit, String description, Iterable<Tag> own, ToDoubleFunction<S> figure) {
        PacedReading<S, R> paced = reading;
        binding.add(Gauge.builder(name(name), source, each -> paced.ifOpen(each, Double.NaN, figure::applyAsDouble))
                .tags(tags.and(own)).baseUnit(unit).description(description).register(registry));
    }

    /** A count of the reading. */
    void countOf(String name, @Nullable String unit, String description, ToLongFunction<R> count) {
        PacedReading<S, R> paced = reading;
        counter(name, unit, description, each -> count.applyAsLong(paced.of(each).figures()));
    }

    /**
     * A count that costs next to nothing to read; it must not hold the source. Counts kept without
     * atomics can fall by some, which whoever computes rates would take for a restart: so the meter
     * tells the most that it ever saw.
     */
    void counter(String name, @Nullable String unit, String description, ToLongFunction<S> count) {
        LongAccumulator most = new LongAccumulator(Math::max, 0);
        binding.add(FunctionCounter.builder(name(name), source, each -> {
            most.accumulate(count.applyAsLong(each));
            return most.get();
        }).tags(tags).baseUnit(unit).description(description).register(registry));
    }
}
