package dev.cleave.metrics;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Where meters of pools and heaps come from: each is a Micrometer {@link
 * io.micrometer.core.instrument.binder.MeterBinder}.
 *
 * {@snippet :
 * CleaveMetrics.of(pool).bindTo(registry);
 * CleaveMetrics.of(heap).bindTo(registry);
 * }
 *
 * <p>{@link #dashboard()} is a dashboard for Grafana over these meters.
 */
public final class CleaveMetrics {
    private static final String DASHBOARD = "grafana-dashboard.json";

    private CleaveMetrics() {}

    /** Meters of a pool. */
    public static PoolMetrics of(Pool pool) {
        return new PoolMetrics(pool);
    }

    /** Meters of a heap; bind those of its pool too, which other heaps may share. */
    public static HeapMetrics of(Heap heap) {
        return new HeapMetrics(heap);
    }

    /**
     * A dashboard for Grafana over these meters, by the names that Prometheus knows them by: JSON
     * to be imported there. It is the resource {@code dev/cleave/metrics/grafana-dashboard.json}
     * too.
     */
    public static String dashboard() {
        try (InputStream json = CleaveMetrics.class.getResourceAsStream(DASHBOARD)) {
            return new String(Objects.requireNonNull(json, DASHBOARD).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
