package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.memory.Pool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Meters of a child of a pool")
class ChildMetersTest {
    private static final long MIB = 1 << 20;
    private static final long UNIT = 4096;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Pool pool = Pool.builder().name("main").capacity(16 * MIB).unit(UNIT).purge(false).build();
    private final Pool netty = pool.child("netty", MIB);

    @AfterEach
    void close() {
        pool.close();
    }

    private double gauge(String child, String name) {
        return registry.get("cleave.pool.child." + name).tags("pool", "main", "child", child).gauge().value();
    }

    private double counter(String child, String name) {
        return registry.get("cleave.pool.child." + name).tags("pool", "main", "child", child).functionCounter().count();
    }

    @Test
    @DisplayName("tell what it holds, held at most, may hold, and what was refused, apart from another's")
    void tellApart() {
        Pool arrow = pool.child("arrow", 2 * MIB);
        long block = netty.allocateAddress(3 * UNIT);
        netty.free(netty.allocateAddress(5 * UNIT));
        arrow.allocateAddress(1);
        assertThat(netty.tryAllocateAddress(MIB)).isZero();
        assertThat(netty.tryAllocateAddress(MIB)).isZero();
        long rest = pool.allocateAddress(15 * MIB);
        assertThat(arrow.tryAllocateAddress(2 * MIB - UNIT)).as("the pool has not as much").isZero();
        CleaveMetrics.of(netty).bindTo(registry);
        CleaveMetrics.of(arrow).bindTo(registry);

        assertThat(gauge("netty", "cap")).isEqualTo(MIB);
        assertThat(gauge("netty", "used")).isEqualTo(3 * UNIT);
        assertThat(gauge("netty", "peak")).isEqualTo(8 * UNIT);
        assertThat(counter("netty", "allocations")).isEqualTo(2);
        assertThat(counter("netty", "frees")).isEqualTo(1);
        assertThat(counter("netty", "cap.failures")).isEqualTo(2);
        assertThat(counter("netty", "pool.failures")).isZero();
        assertThat(gauge("arrow", "used")).isEqualTo(UNIT);
        assertThat(counter("arrow", "cap.failures")).isZero();
        assertThat(counter("arrow", "pool.failures")).isEqualTo(1);
        pool.free(block);
        pool.free(rest);
    }

    @Test
    @DisplayName("read NaN when it is closed, and make room for another of its name")
    void closed() {
        CleaveMetrics.of(netty).bindTo(registry);
        assertThatIllegalArgumentException().isThrownBy(() -> CleaveMetrics.of(netty).bindTo(registry));
        netty.close();
        assertThat(gauge("netty", "used")).isNaN();
        assertThat(counter("netty", "cap.failures")).isZero();

        CleaveMetrics.of(pool.child("netty", 2 * MIB)).bindTo(registry);
        assertThat(gauge("netty", "cap")).isEqualTo(2 * MIB);
    }

    @Test
    @DisplayName("leave its shortage to the pool's health, and have a health of its own")
    void health() {
        CleaveHealth ofPool = CleaveHealth.of(pool).wanting(UNIT);
        CleaveHealth ofChild = CleaveHealth.of(netty).wanting(UNIT);
        assertThat(ofPool.look().status()).isEqualTo(CleaveHealth.Status.UP);
        long block = netty.allocateAddress(MIB);
        assertThat(netty.tryAllocateAddress(1)).isZero();
        assertThat(CleaveHealth.of(netty).wanting(UNIT).look().capacityBytes()).isEqualTo(MIB);
        assertThat(ofPool.look().failures()).isEqualTo(1);
        assertThat(ofChild.look().failures()).isEqualTo(1);
        netty.free(block);
    }
}
