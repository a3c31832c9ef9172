package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("tryAllocate of a heap")
class HeapTryAllocateTest {
    private static final long CAPACITY = 4 << 20;

    private final AtomicInteger asked = new AtomicInteger();
    private final Pool pool = Pool.builder().capacity(CAPACITY).purge(false)
            .pressureListener((full, wanted) -> asked.incrementAndGet()).build();

    @AfterEach
    void othersWereNotAsked() {
        assertThat(asked).as("listeners asked").hasValue(0);
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.close();
    }

    private static void fillAndEmpty(Heap heap, long... sizes) {
        List<Long> blocks = new ArrayList<>();
        for (long byteSize : sizes) {
            for (int each = 0; each < 1_000; each++) {
                long address = heap.tryAllocate(byteSize);
                if (address != 0) {
                    blocks.add(address);
                }
            }
        }
        blocks.forEach(heap::free);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is served the whole pool when all is freed: empty slabs, spares and quarantine do not keep it")
    void isServedThePool(SafetyLevel level) {
        try (Heap heap = Heap.builder(pool).safety(level).build()) {
            fillAndEmpty(heap, 8, 100, 3_000, 20_000, 40_000, 70_000);
            fillAndEmpty(heap, 40_000, 70_000);
            fillAndEmpty(heap, 70_000);
            fillAndEmpty(heap, 8);

            long whole = heap.tryAllocate(CAPACITY - (level == SafetyLevel.FAST ? 0 : Canaries.SEAL_BYTES));

            assertThat(whole).isNotZero();
            assertThat(heap.tryAllocate(1)).as("the pool is full now").isZero();
            heap.free(whole);
        }
    }

    @Test
    @DisplayName("is served what arenas and object caches of the heap have no use for, and these what it has none for")
    void isServedWhatCachesKeep() {
        AtomicInteger constructed = new AtomicInteger();
        try (Heap heap = Heap.of(pool);
                ObjectCache cache = ObjectCache.builder(heap, 1_000)
                        .constructor(object -> constructed.incrementAndGet())
                        .destructor(object -> constructed.decrementAndGet()).build()) {
            try (HeapArena arena = HeapArena.ofConfined(heap)) {
                arena.allocate(100);
                arena.allocate(100_000);
            }
            cache.give(cache.take());
            assertThat(constructed).hasPositiveValue();

            long whole = heap.tryAllocate(CAPACITY);
            assertThat(whole).isNotZero();
            assertThat(constructed).hasValue(0);
            assertThat(cache.tryTake()).isZero();
            heap.free(whole);

            fillAndEmpty(heap, 70_000);
            List<Long> taken = new ArrayList<>();
            for (long object = cache.tryTake(); object != 0; object = cache.tryTake()) {
                taken.add(object);
            }
            assertThat(taken.size() * 1024L).as("bytes of objects").isGreaterThan(CAPACITY * 9 / 10);
            taken.forEach(cache::give);
        }
    }
}
