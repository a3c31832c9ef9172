package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.buddy.Stripes;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Counts of allocations")
class AllocationCountsTest {
    @Test
    @DisplayName("are the sums of all stripes")
    void areSums() {
        AllocationCounts counts = new AllocationCounts(Stripes.of(4));
        for (int each = 0; each < 10; each++) {
            counts.allocated(each % 4);
        }
        counts.failed();
        assertThat(counts.allocations()).isEqualTo(10);
        assertThat(counts.failures()).isEqualTo(1);
    }

    @Test
    @DisplayName("lose nothing where each thread has a stripe of its own")
    void loseNothing() throws InterruptedException {
        AllocationCounts counts = new AllocationCounts(Stripes.of(4));
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int stripe = thread;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int each = 0; each < 100_000; each++) {
                    counts.allocated(stripe);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(counts.allocations()).isEqualTo(400_000);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("are told with a heap's usage: of each way to allocate, free, and be refused")
    void areToldByAHeap(SafetyLevel level) {
        try (Pool pool = Pool.builder().capacity(4 << 20).purge(false).build();
                Heap heap = Heap.builder(pool).safety(level).build()) {
            long small = heap.allocate(100);
            long large = heap.allocate(100_000, 64);
            heap.free(heap.allocateSegment(10));
            heap.free(heap.tryAllocate(10));
            small = heap.reallocate(small, 3_000);
            heap.free(heap.reallocate(small, 3_000));
            assertThat(heap.tryAllocate(5 << 20)).isZero();
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> heap.allocate(5 << 20));
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> heap.reallocate(large, 5 << 20));

            assertThat(heap.usage().allocations()).isEqualTo(5);
            assertThat(heap.usage().frees()).isEqualTo(4);
            assertThat(heap.usage().failures()).isEqualTo(3);
            heap.free(large);
            assertThat(heap.usage().frees()).isEqualTo(5);
        }
    }
}
