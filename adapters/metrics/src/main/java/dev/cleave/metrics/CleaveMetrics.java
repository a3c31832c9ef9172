package dev.cleave.metrics;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;

/**
 * Where meters of pools and heaps come from: each is a Micrometer {@link
 * io.micrometer.core.instrument.binder.MeterBinder}.
 *
 * {@snippet :
 * CleaveMetrics.of(pool).bindTo(registry);
 * CleaveMetrics.of(heap).bindTo(registry);
 * }
 *
 * <p>A dashboard for Grafana over these meters, by the names that Prometheus knows them by, is the
 * resource {@link #DASHBOARD} beside this class.
 */
public final class CleaveMetrics {
    /**
     * The name of the dashboard's resource: {@code
     * CleaveMetrics.class.getResourceAsStream(CleaveMetrics.DASHBOARD)}.
     */
    public static final String DASHBOARD = "grafana-dashboard.json";

    private CleaveMetrics() {}

    /** Meters of a pool. */
    public static PoolMetrics of(Pool pool) {
        return new PoolMetrics(pool);
    }

    /** Meters of a heap; bind those of its pool too, which other heaps may share. */
    public static HeapMetrics of(Heap heap) {
        return new HeapMetrics(heap);
    }
}
