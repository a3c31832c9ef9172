package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cleave.memory.Pool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DisplayName("The book of bindings")
class BindingsTest {
    private static final long MIB = 1 << 20;

    private static Pool pool(long capacity) {
        return Pool.builder().name("bound").capacity(capacity).purge(false).build();
    }

    private static double capacity(MeterRegistry registry) {
        return registry.get("cleave.pool.capacity").gauge().value();
    }

    @Test
    @DisplayName("tells registries apart, and knows one that has no children yet")
    void registries() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        try (Pool next = pool(2 * MIB)) {
            try (Pool first = pool(MIB)) {
                CleaveMetrics.of(first).bindTo(composite);
                CleaveMetrics.of(first).bindTo(other);
                assertThatIllegalArgumentException().isThrownBy(() -> CleaveMetrics.of(next).bindTo(composite));
            }
            CleaveMetrics.of(next).bindTo(composite);
            SimpleMeterRegistry child = new SimpleMeterRegistry();
            composite.add(child);
            assertThat(capacity(child)).isEqualTo((double) (2 * MIB));
            assertThat(capacity(other)).isNaN();
        }
    }

    @Test
    @DisplayName("lets a source in again whose meters were taken out, or never let in")
    void takenOut() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        SimpleMeterRegistry denying = new SimpleMeterRegistry();
        denying.config().meterFilter(MeterFilter.deny());
        try (Pool pool = pool(MIB)) {
            CleaveMetrics.of(pool).bindTo(registry);
            registry.clear();
            CleaveMetrics.of(pool).bindTo(registry);
            assertThat(capacity(registry)).isEqualTo((double) MIB);
            for (int time = 0; time < 2; time++) {
                CleaveMetrics.of(pool).bindTo(denying);
                assertThat(denying.getMeters()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("gives a place to whoever enters first, who has no meter yet")
    void beforeTheFirstMeter() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AtomicReference<Throwable> second = new AtomicReference<>();
        try (Pool pool = pool(MIB); Pool other = pool(2 * MIB)) {
            registry.config().meterFilter(MeterFilter.deny(id -> {
                if (second.get() == null) {
                    second.set(new AssertionError("admitted"));
                    second.set(catchThrowable(() -> CleaveMetrics.of(other).bindTo(registry)));
                }
                return false;
            }));
            CleaveMetrics.of(pool).bindTo(registry);
            assertThat(second.get()).isInstanceOf(IllegalArgumentException.class);
            assertThat(capacity(registry)).isEqualTo((double) MIB);
        }
    }

    @RepeatedTest(20)
    @DisplayName("admits one of many who bind pools of one name at once, and all of its meters")
    void racing() throws InterruptedException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        CountDownLatch begin = new CountDownLatch(1);
        AtomicInteger admitted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        List<Pool> pools = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Pool each = pool(MIB);
            pools.add(each);
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    begin.await();
                    CleaveMetrics.of(each).bindTo(registry);
                    admitted.incrementAndGet();
                } catch (IllegalArgumentException | InterruptedException no) {
                    refused.incrementAndGet();
                }
            }));
        }
        begin.countDown();
        for (Thread each : threads) {
            each.join();
        }
        pools.forEach(Pool::close);
        assertThat(admitted).hasValue(1);
        assertThat(refused).hasValue(3);
    }
}
