package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A heap with arenas and object caches open over it")
class DependentsTest {
    private final Pool pool = Pool.builder().name("depended on").capacity(4 << 20).purge(false).build();

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
    @DisplayName("is abandoned with object caches that were dropped, whose memory goes back too, and not closed before")
    void isAbandonedWithDroppedCaches() {
        Heap heap = Heap.of(pool);
        ObjectCache cache = ObjectCache.builder(heap, 100).name("lost").build();
        cache.take();
        cache.open.clear(); // as the garbage collector does

        assertThatIllegalStateException().isThrownBy(heap::close).withMessageContaining("Object cache lost.");
        assertThat(heap.closeAbandoning().isEmpty()).as("of the heap's own").isTrue();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
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
