package dev.cleave.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which sources have meters in which registry, by name and tags. A registry gives whoever registers
 * a gauge twice the first one, silently: without this book the second source would never be seen.
 * Registries and sources are held weakly. Any thread may call anything.
 */
final class Bindings {
    /** Guarded by the class's monitor. */
    private static final Map<MeterRegistry, Map<String, Binding<?>>> BY_REGISTRY = new WeakHashMap<>();

    private Bindings() {}

    /**
     * The meters of one source.
     *
     * @param <S> the source
     */
    static final class Binding<S> {
        private final WeakReference<S> source;
        private final PacedReading<S, ?> reading;
        private final List<Meter> meters = new CopyOnWriteArrayList<>();

        private Binding(S source, PacedReading<S, ?> reading) {
            this.source = new WeakReference<>(source);
            this.reading = reading;
        }

        void add(Meter meter) {
            meters.add(meter);
        }

        private boolean isOpen() {
            S present = source.get();
            return present != null && !reading.isClosed(present);
        }

        /** Whoever has just entered has no meters yet. */
        private boolean isIn(MeterRegistry registry) {
            return meters.isEmpty() || registry.getMeters().stream().anyMatch(meters::contains);
        }

        private void removeFrom(MeterRegistry registry) {
            meters.forEach(registry::remove);
        }
    }

    /**
     * Enters a source, whose meters are to be added. Those that the place has of a source that is
     * closed or collected are removed.
     *
     * @param place a name and tags
     * @throws IllegalArgumentException where an open source has the place, and has meters still
     */
    static synchronized <S> Binding<S> enter(
            MeterRegistry registry, String place, S source, PacedReading<S, ?> reading) {
        Map<String, Binding<?>> places = BY_REGISTRY.computeIfAbsent(registry, absent -> new HashMap<>());
        Binding<?> present = places.get(place);
        if (present != null) {
            if (present.isOpen() && present.isIn(registry)) {
                throw new IllegalArgumentException("meters " + place + " are registered already, of a source that is"
                        + " open: give this one a tag that tells it from others");
            }
            present.removeFrom(registry);
        }
        Binding<S> entered = new Binding<>(source, reading);
        places.put(place, entered);
        return entered;
    }
}
