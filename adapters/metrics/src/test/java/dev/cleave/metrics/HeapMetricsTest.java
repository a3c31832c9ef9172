package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.heap.Heap;
import dev.cleave.heap.HeapUsage;
import dev.cleave.heap.SafetyLevel;
import dev.cleave.memory.Pool;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Meters of a heap")
class HeapMetricsTest {
    private static final long MIB = 1 << 20;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Pool pool = Pool.builder().name("under").capacity(16 * MIB).build();

    @AfterEach
    void close() {
        pool.close();
    }

    /** A figure that is a whole number. */
    private long gauge(String name) {
        assertThat(ratio(name)).isNotNaN();
        return (long) ratio(name);
    }

    private double ratio(String name) {
        return registry.get("cleave.heap." + name).gauge().value();
    }

    private long counter(String name) {
        return (long) registry.get("cleave.heap." + name).functionCounter().count();
    }

    @ParameterizedTest
    @EnumSource(SafetyLevel.class)
    @DisplayName("tell the heap's own figures, each of them, at every level of safety")
    void tellTheFigures(SafetyLevel level) {
        try (Heap heap = Heap.builder(pool).safety(level).build()) {
            List<Long> live = new ArrayList<>();
            for (int block = 1; block <= 500; block++) {
                live.add(heap.allocate(block * 97L));
            }
            live.subList(0, 200).forEach(heap::free);
            live.subList(0, 200).clear();
            assertThat(heap.tryAllocate(64 * MIB)).isZero();
            CleaveMetrics.of(heap).bindTo(registry);

            HeapUsage usage = heap.usage();
            assertThat(gauge("used")).isEqualTo(usage.usedBytes()).isPositive();
            assertThat(gauge("held")).isEqualTo(usage.blockBytes()).isPositive();
            assertThat(gauge("large")).isEqualTo(usage.largeBytes()).isPositive();
            assertThat(gauge("live.blocks")).isEqualTo(usage.liveBlocks()).isEqualTo(300);
            assertThat(gauge("stranded")).isEqualTo(usage.strandedBytes());
            assertThat(gauge("wasted")).isEqualTo(usage.wastedBytes());
            assertThat(gauge("spare")).isEqualTo(usage.spareBytes());
            assertThat(gauge("quarantined")).isEqualTo(usage.quarantinedBytes());
            assertThat(gauge("quarantined.blocks")).isEqualTo(usage.quarantinedBlocks());
            assertThat(gauge("corrupted.blocks")).isZero();
            assertThat(gauge("metadata")).isEqualTo(heap.metadataBytes());
            assertThat(counter("allocations")).isEqualTo(usage.allocations()).isEqualTo(500);
            assertThat(counter("frees")).isEqualTo(usage.frees()).isEqualTo(200);
            assertThat(counter("failures")).isEqualTo(usage.failures()).isEqualTo(1);
            live.forEach(heap::free);
        }
    }

    @Test
    @DisplayName("of a closed heap read NaN and do not throw")
    void closedHeap() {
        Heap heap = Heap.of(pool);
        CleaveMetrics.of(heap).bindTo(registry);
        heap.free(heap.allocate(100));
        assertThat(counter("allocations")).isPositive();

        heap.close();

        assertThat(registry.getMeters()).filteredOn(Gauge.class::isInstance).isNotEmpty()
                .allSatisfy(each -> assertThat(((Gauge) each).value()).as(each.getId().getName()).isNaN());
        assertThat(counter("allocations")).isEqualTo(1);
        assertThat(pool.usage().usedBytes()).isZero();
    }

    @Test
    @DisplayName("of several heaps over one pool need a tag each")
    void severalHeaps() {
        try (Heap one = Heap.of(pool); Heap other = Heap.of(pool)) {
            CleaveMetrics.of(one).tags(List.of(Tag.of("heap", "one"))).bindTo(registry);
            CleaveMetrics.of(other).tags(List.of(Tag.of("heap", "other"))).bindTo(registry);
            assertThat(registry.getMeters()).extracting(Meter::getId).allSatisfy(id -> {
                assertThat(id.getDescription()).isNotBlank();
                assertThat(id.getTag("pool")).isEqualTo("under");
                assertThat(id.getTag("heap")).isIn("one", "other");
            });
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CleaveMetrics.of(other).tags(List.of(Tag.of("heap", "one"))).bindTo(registry))
                    .withMessageContaining("cleave.heap").withMessageContaining("one");
        }
    }
}
