package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where a block comes from")
class BlockOriginTest {
    private static final long UNIT = 4096;

    @Test
    @DisplayName("is told with its size, its place and since when, where it was sampled")
    void sampled() {
        try (Pool pool = Pool.builder().capacity(1 << 20).unit(UNIT).sampleEvery(1).build()) {
            long address = pool.allocateAddress(3 * UNIT);
            BlockOrigin origin = pool.originOf(address).orElseThrow();
            assertThat(origin.byteSize()).isEqualTo(3 * UNIT);
            assertThat(origin.leased()).isFalse();
            assertThat(origin.child()).isEmpty();
            assertThat(origin.place().orElseThrow()).contains("BlockOriginTest.sampled");
            assertThat(origin.age().orElseThrow()).isGreaterThanOrEqualTo(Duration.ZERO);
            pool.free(address);
            assertThat(pool.originOf(address)).as("freed").isEmpty();
        }
    }

    @Test
    @DisplayName("is told without a place where the pool does not sample; with the child that took it")
    void ofChild() {
        try (Pool pool = Pool.builder().capacity(1 << 20).unit(UNIT).build();
                Pool child = pool.child("tenant", 1 << 20)) {
            long address = child.allocateAddress(UNIT);
            BlockOrigin origin = pool.originOf(address).orElseThrow();
            assertThat(origin.child()).isEqualTo("tenant");
            assertThat(origin.place()).isEmpty();
            assertThat(origin.age()).isEmpty();
            assertThat(child.originOf(address)).contains(origin);
            long own = pool.allocateAddress(UNIT);
            assertThat(child.originOf(own)).as("not the child's").isEmpty();
            pool.free(own);
            child.free(address);
        }
    }

    @Test
    @DisplayName("tells that an arena or a heap holds it")
    void leased() {
        try (Pool pool = Pool.builder().capacity(1 << 20).unit(UNIT).build()) {
            long address = pool.leases().lease(UNIT, 1);
            assertThat(pool.originOf(address).orElseThrow().leased()).isTrue();
            pool.leases().giveBack(address);
        }
    }

    @Test
    @DisplayName("is nothing for an address where no block begins, wherever that is")
    void nowhere() {
        Pool pool = Pool.builder().capacity(1 << 20).unit(UNIT).build();
        long address = pool.allocateAddress(3 * UNIT);
        assertThat(pool.originOf(address + UNIT)).as("inside a block").isEmpty();
        assertThat(pool.originOf(address + 1)).as("inside a unit").isEmpty();
        assertThat(pool.originOf(0)).isEmpty();
        assertThat(pool.originOf(Long.MAX_VALUE)).isEmpty();
        assertThat(pool.originOf(pool.baseAddress() + pool.capacity())).isEmpty();
        pool.closeAbandoning();
        assertThatThrownBy(() -> pool.originOf(address)).isInstanceOf(IllegalStateException.class);
    }
}
