package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A heap that is left alone")
class HeapDecayTest {
    private static final Duration DECAY = Duration.ofMillis(30);
    private static final long GENEROUS_NANOS = Duration.ofSeconds(60).toNanos();

    private static boolean becomesTrue(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + GENEROUS_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(10);
        }
        return true;
    }

    /** Blocks of many sizes, each written to. */
    private static List<Long> fill(Heap heap, int rounds) {
        List<Long> blocks = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (long byteSize = 16; byteSize <= 64 << 10; byteSize = byteSize * 3 / 2) {
                var block = heap.allocateSegment(byteSize);
                block.fill((byte) 1);
                blocks.add(block.address());
            }
        }
        return blocks;
    }

    @Test
    @DisplayName("gives all of its memory back to the system when all is freed, though nobody calls trim")
    void givesMemoryBack() throws InterruptedException {
        try (Pool pool = Pool.builder().capacity(64 << 20).decay(DECAY).build(); Heap heap = Heap.of(pool)) {
            fill(heap, 40).forEach(heap::free);

            assertThat(becomesTrue(() -> pool.usage().committedBytes() == 0)).as("%s", pool.usage()).isTrue();
            assertThat(heap.usage().blockBytes()).isZero();
            assertThat(becomesTrue(() -> pool.space().freeUnits() == pool.space().units()))
                    .as("but for a chunk that the purge may have in its hands").isTrue();

            long again = heap.allocate(64);
            assertThat(heap.usableBytes(again)).isEqualTo(64);
            heap.free(again);
        }
    }

    @Test
    @DisplayName("holds nothing for threads that are gone, whoever freed what they left")
    void holdsNothingForTheDead() throws InterruptedException {
        try (Pool pool = Pool.builder().capacity(64 << 20).decay(DECAY).build();
                Heap heap = Heap.builder(pool).stripes(16).build()) {
            List<Thread> threads = new ArrayList<>();
            List<Long> left = new ArrayList<>();
            for (int thread = 0; thread < 32; thread++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    List<Long> blocks = fill(heap, 4);
                    synchronized (left) {
                        left.addAll(blocks);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            left.forEach(heap::free);

            assertThat(becomesTrue(() -> pool.usage().committedBytes() == 0)).as("%s", pool.usage()).isTrue();
        }
    }

    @Test
    @DisplayName("gives empty slabs and spare blocks back when the pool commits more memory, and leaves stripes what they use")
    void givesBackWhenMemoryGrows() {
        try (Pool pool = Pool.builder().capacity(64 << 20).decay(Duration.ofDays(1)).build();
                Heap heap = Heap.of(pool)) {
            long kept = heap.allocate(64);
            long[] many = new long[1000];
            for (int each = 0; each < many.length; each++) {
                many[each] = heap.allocate(3000);
            }
            heap.free(heap.allocate(100_000));
            for (long each : many) {
                heap.free(each);
            }
            assertThat(heap.usage().spareBytes()).isEqualTo(102_400);
            assertThat(heap.usage().classes()).hasSize(2);

            pool.allocateAddress(40 << 20);

            assertThat(heap.usage().spareBytes()).isZero();
            assertThat(heap.usage().classes()).singleElement()
                    .satisfies(only -> assertThat(only.slotBytes()).isEqualTo(64));
            heap.free(kept);
        }
    }

    @Test
    @DisplayName("gives the memory of its object caches back, each object destructed once, and makes them anew")
    void givesObjectsBack() throws InterruptedException {
        AtomicLong alive = new AtomicLong();
        try (Pool pool = Pool.builder().capacity(64 << 20).decay(DECAY).build();
                Heap heap = Heap.of(pool);
                ObjectCache cache = ObjectCache.builder(heap, 96).constructor(object -> {
                    object.fill((byte) 1);
                    alive.incrementAndGet();
                })
                        .destructor(object -> alive.decrementAndGet())
                        .build()) {
            List<Thread> threads = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    List<Long> taken = new ArrayList<>();
                    for (int each = 0; each < 1_000; each++) {
                        taken.add(cache.take());
                    }
                    taken.forEach(cache::give);
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(becomesTrue(() -> pool.usage().committedBytes() == 0)).as("%s", pool.usage()).isTrue();
            assertThat(cache.usage().slabs()).isZero();
            assertThat(alive).hasValue(0);

            long again = cache.take();
            assertThat(alive.get()).isPositive();
            cache.give(again);
        }
        assertThat(alive).hasValue(0);
    }

    @Test
    @DisplayName("puts down a cache's slab that is partly used, and keeps it where it was used since the last visit")
    void putsDownIdleObjects() {
        try (Pool pool = Pool.builder().capacity(64 << 20).purge(false).build();
                Heap heap = Heap.of(pool);
                ObjectCache cache = ObjectCache.builder(heap, 96).build()) {
            long first = cache.take();
            CachedSlab cached =
                    heap.parts().map.cachedAt(first - pool.baseAddress() >>> Long.numberOfTrailingZeros(pool.unit()));
            assertThat(cached).isNotNull();
            Slab slab = cached.slab();

            cache.decay();
            assertThat(slab.place()).as("used since the first visit there was").isEqualTo(Slab.Place.HELD);
            long second = cache.take();
            cache.decay();
            assertThat(slab.place()).as("used since").isEqualTo(Slab.Place.HELD);
            cache.decay();
            assertThat(slab.place()).as("not used since").isEqualTo(Slab.Place.SHELVED);

            cache.give(first);
            cache.give(second);
            assertThat(cache.decay()).as("the last of its cache too").isPositive();
            assertThat(cache.usage().slabs()).isZero();
        }
    }

    @Test
    @DisplayName("has caches that can be closed while the purge comes by: they wait for the destructors that it runs")
    void cacheIsClosedDuringAVisit() throws InterruptedException {
        Thread closer = Thread.currentThread();
        CountDownLatch destructing = new CountDownLatch(1);
        AtomicBoolean closing = new AtomicBoolean();
        AtomicBoolean closed = new AtomicBoolean();
        try (Pool pool = Pool.builder().capacity(1 << 20).decay(DECAY).build()) {
            Heap heap = Heap.of(pool);
            ObjectCache cache = ObjectCache.builder(heap, 96).destructor(object -> {
                destructing.countDown();
                while (!Thread.currentThread().equals(closer) && !isWaiting(closer, closing) && !closed.get()) {
                    Thread.onSpinWait();
                }
            }).build();
            cache.give(cache.take());
            destructing.await();

            closing.set(true);
            cache.close();

            ObjectCacheUsage usage = cache.usage();
            closed.set(true);
            assertThat(usage.destructed()).isEqualTo(usage.constructed());
            assertThat(usage.slabs()).isZero();
            heap.close();
            assertThat(becomesTrue(() -> pool.space().freeUnits() == pool.space().units()))
                    .as("but for a chunk that the purge may have in its hands").isTrue();
        }
    }

    /** Whether a thread that is closing waits. */
    private static boolean isWaiting(Thread closer, AtomicBoolean closing) {
        return closing.get() && closer.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    @DisplayName("can be closed, and its pool, while the purge comes by")
    void isClosedDuringVisits() {
        for (int heaps = 0; heaps < 200; heaps++) {
            try (Pool pool = Pool.builder().capacity(1 << 20).decay(Duration.ofNanos(20_000)).build();
                    Heap heap = Heap.of(pool)) {
                for (int block = 0; block < 100; block++) {
                    heap.free(heap.allocate(64 + block));
                }
            }
        }
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build()) {
            Heap heap = Heap.of(pool);
            heap.free(heap.allocate(64));
            heap.close();
            assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        }
    }
}
