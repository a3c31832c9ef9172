package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A heap with arenas and object caches open over it")
class DependentsTest {
    private final Pool pool = Pool.builder().name("depended on").capacity(4 << 20).purge(false).build();

    private final AtomicBoolean closed = new AtomicBoolean();

    @AfterEach
    void nothingIsLeft() {
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.close();
    }

    @Test
    @DisplayName("is not closed, says how many there are, which caches, and how to learn more, and serves on")
    void isNotClosed() {
        Heap heap = Heap.of(pool);
        try (HeapArena arena = HeapArena.ofTrusted(heap);
                ObjectCache cache = ObjectCache.builder(heap, 100).name("nodes").build()) {
            assertThatIllegalStateException().isThrownBy(heap::close)
                    .withMessageContaining("the heap over pool depended on has 1 open arenas and 1 open object caches")
                    .withMessageContaining("Object cache nodes.")
                    .withMessageContaining("Heap.closeAbandoning()")
                    .withMessageContaining("HeapBuilder.sampleEvery(bytes)");
            arena.allocate(100);
            cache.give(cache.take());
            try (HeapArena another = HeapArena.ofConfined(heap)) {
                another.allocate(100);
            }
        }
        heap.close();
        assertThatIllegalStateException().isThrownBy(() -> HeapArena.ofConfined(heap))
                .withMessageContaining("the heap over pool depended on is closed");
        assertThatIllegalStateException().isThrownBy(() -> ObjectCache.builder(heap, 10).build())
                .withMessageContaining("is closed");
    }

    @Test
    @DisplayName("names them where it samples: their kind, since when, what they hold, and who allocated that")
    void namesThem() {
        try (Heap heap = Heap.builder(pool).sampleEvery(1).build();
                HeapArena small = HeapArena.ofConfined(heap);
                HeapArena large = HeapArena.ofTrusted(heap)) {
            MemorySegment segment = small.allocate(100);
            assertThat(segment.byteSize()).isEqualTo(100);
            large.allocate(100_000);
            large.allocate(100);
            assertThatIllegalStateException().isThrownBy(heap::close)
                    .withMessageMatching("(?s).* Open for [0-9.]+ s: a confined arena with 1 segments in 104 bytes.*")
                    .withMessageMatching(
                            "(?s).* Open for [0-9.]+ s: a trusted arena with 2 segments in 102504 bytes.*");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is closed in any case by closeAbandoning, which answers what is lost; arenas may be closed afterwards")
    void isAbandoned(SafetyLevel level) {
        AtomicInteger constructed = new AtomicInteger();
        Heap heap = Heap.builder(pool).safety(level).build();
        HeapArena confined = HeapArena.ofConfined(heap);
        HeapArena shared = HeapArena.ofShared(heap);
        HeapArena trusted = HeapArena.ofTrusted(heap);
        ObjectCache cache = ObjectCache.builder(heap, 100)
                .constructor(object -> constructed.incrementAndGet())
                .destructor(object -> constructed.decrementAndGet()).build();
        confined.allocate(100);
        shared.allocate(100_000);
        trusted.allocate(8);
        cache.take();

        LeakReport lost = heap.closeAbandoning();

        assertThat(lost.liveBlocks()).isEqualTo(3);
        assertThat(constructed).as("taken, and not destructed").hasValue(1);
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        long others = pool.allocateAddress(pool.capacity());
        pool.memory().fill((byte) 5);
        for (HeapArena arena : new HeapArena[] {confined, shared, trusted}) {
            assertThatIllegalStateException().isThrownBy(() -> arena.allocate(8)).withMessageContaining("closed");
            arena.close();
        }
        assertThatIllegalStateException().isThrownBy(cache::take);
        assertThat(pool.memory().get(JAVA_BYTE, 0)).as("nobody wrote to what is another's").isEqualTo((byte) 5);
        assertThat(heap.closeAbandoning().isEmpty()).isTrue();
        heap.close();
        pool.free(others);
    }

    @Test
    @DisplayName("is abandoned to its end though destructors throw, which comes out then")
    void isAbandonedThoughDestructorsThrow() {
        Heap heap = Heap.of(pool);
        for (int each = 0; each < 3; each++) {
            ObjectCache cache = ObjectCache.builder(heap, 2000).destructor(object -> {
                throw new UnsupportedOperationException("destructor");
            }).build();
            cache.take();
        }
        heap.allocate(100_000);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(heap::closeAbandoning)
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).isNotEmpty());
        assertThatIllegalStateException().isThrownBy(() -> heap.allocate(8)).withMessageContaining("is closed");
    }

    @Test
    @DisplayName("is not abandoned by a destructor that it called itself, and serves on")
    void isNotAbandonedFromWithin() {
        Heap heap = Heap.of(pool);
        List<Throwable> thrown = new ArrayList<>();
        ObjectCache cache = ObjectCache.builder(heap, 4096)
                .destructor(object -> thrown.add(catchThrowable(heap::closeAbandoning))).build();
        cache.give(cache.take());
        long all = heap.tryAllocate(pool.capacity());
        assertThat(all).isNotZero();
        assertThat(thrown).isNotEmpty().allSatisfy(
                each -> assertThat(each).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("close outside"));
        heap.free(all);
        heap.trim();
        HeapArena.ofConfined(heap).close();
        cache.give(cache.take());
        thrown.clear();
        assertThat(cache.discard()).isZero();
        heap.close();
    }

    @Test
    @DisplayName("has every cache give back what lies idle before a request is refused, though destructors throw")
    void trimsEachCache() {
        Heap heap = Heap.of(pool);
        List<ObjectCache> caches = new ArrayList<>();
        for (int each = 0; each < 3; each++) {
            caches.add(ObjectCache.builder(heap, 4096).destructor(object -> {
                throw new UnsupportedOperationException("destructor");
            }).build());
            caches.get(each).give(caches.get(each).take());
        }
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> heap.tryAllocate(pool.capacity()));
        assertThat(caches).allSatisfy(cache -> assertThat(cache.usage().slabs()).isZero());
        long all = heap.tryAllocate(pool.capacity());
        assertThat(all).isNotZero();
        heap.free(all);
        caches.forEach(ObjectCache::close);
        heap.close();
    }

    @Test
    @DisplayName("has destructors that make requests themselves called within each other once at most, however full the pool is")
    void requestsOfDestructorsEnd() {
        Heap heap = Heap.of(pool);
        AtomicInteger depth = new AtomicInteger();
        AtomicInteger deepest = new AtomicInteger();
        List<ObjectCache> own = new ArrayList<>();
        own.add(ObjectCache.builder(heap, 4096).destructor(object -> {
            deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
            assertThat(heap.tryAllocate(pool.capacity())).isZero();
            depth.decrementAndGet();
        }).build());
        ObjectCache cache = own.get(0);
        List<Long> taken = new ArrayList<>();
        for (long object = cache.tryTake(); object != 0; object = cache.tryTake()) {
            taken.add(object);
        }
        taken.forEach(cache::give);
        assertThat(heap.tryAllocate(2 * pool.capacity())).isZero();
        assertThat(deepest.get()).as("one that a give calls may have others called, which have none called")
                .isBetween(1, 2);
        cache.close();
        heap.close();
    }

    @Test
    @DisplayName("has a cache that is closed wait for another thread's request that destructs its objects")
    void closingACacheWaitsForRequests() throws InterruptedException {
        Heap heap = Heap.of(pool);
        CountDownLatch destructing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger alive = new AtomicInteger();
        ObjectCache cache = ObjectCache.builder(heap, 4096)
                .constructor(object -> alive.incrementAndGet())
                .destructor(object -> {
                    destructing.countDown();
                    awaitUninterruptibly(goOn);
                    alive.decrementAndGet();
                }).build();
        cache.give(cache.take());
        Thread requesting = Thread.ofPlatform().start(() -> heap.free(heap.tryAllocate(pool.capacity())));
        destructing.await();
        Thread closing = Thread.ofPlatform().start(() -> {
            cache.close();
            assertThat(alive).as("destructed before the cache is closed").hasValue(0);
            heap.close();
            closed.set(true);
        });
        while (closing.getState() != Thread.State.TIMED_WAITING && closing.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        requesting.join();
        closing.join();
        assertThat(closed).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    @DisplayName("is abandoned with segments that are confined to other threads")
    void isAbandonedWithConfinedBlocks() throws InterruptedException {
        Heap heap = Heap.builder(pool).safety(SafetyLevel.CHECKED).confinedBlocks(true).build();
        Thread other = Thread.ofPlatform().start(() -> assertThat(heap.allocateSegment(100).byteSize()).isEqualTo(100));
        other.join();
        assertThatIllegalStateException().isThrownBy(heap::close).withMessageContaining("1 segments are confined");
        HeapArena.ofConfined(heap).close();
        assertThat(heap.closeAbandoning().liveBlocks()).isEqualTo(1);
    }
}
