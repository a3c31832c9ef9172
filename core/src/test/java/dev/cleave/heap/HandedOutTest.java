package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.arena.PooledArena;
import dev.cleave.memory.Pool;
import dev.cleave.record.Grain;
import dev.cleave.record.GrainRecording;
import dev.cleave.record.Recorders;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Counts entries: what they say is read by the lab, which has the reader. */
@Isolated("a recording is of all pools of the JVM")
@DisplayName("What a heap has handed out")
class HandedOutTest {
    private final List<Integer> entries = new ArrayList<>();
    private final Pool pool = Pool.builder().capacity(16 << 20).build();
    private Heap heap;
    private GrainRecording.Tap tap;

    @BeforeEach
    void begin() {
        tap = GrainRecording.of(Grain.ALLOCATIONS).tap((grain, live) -> {},
                (number, count, lost, oneIn, text) -> entries.add(count));
        tap.drain();
        heap = Heap.of(pool);
        heap.free(heap.allocate(64));
        told();
    }

    @AfterEach
    void end() {
        tap.close();
        assertThat(Recorders.current()).isNull();
        pool.closeAbandoning();
    }

    private int told() {
        tap.drain();
        int told = entries.stream().mapToInt(each -> each).sum();
        entries.clear();
        return told;
    }

    @Test
    @DisplayName("is told of, an entry each, and of a resize two, whether the block moves or not")
    void isTold() {
        long address = heap.allocate(64);
        assertThat(told()).isEqualTo(1);
        address = heap.reallocate(address, 60);
        assertThat(told()).isEqualTo(2);
        heap.free(address);
        assertThat(told()).isEqualTo(1);
        heap.free(heap.allocateSegment(64));
        assertThat(told()).isEqualTo(2);
        heap.free(heap.tryAllocate(64), 64);
        assertThat(told()).isEqualTo(2);
        heap.free(0);
        assertThat(told()).isZero();
    }

    @Test
    @DisplayName("is not told of where a call is refused")
    void refusals() {
        long kept = heap.allocate(64);
        long address = heap.allocate(64);
        heap.free(address);
        told();
        assertThatThrownBy(() -> heap.free(address)).isInstanceOf(InvalidAddressException.class);
        assertThatThrownBy(() -> heap.allocate(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(heap.tryAllocate(1 << 30)).isZero();
        assertThat(told()).isZero();
        heap.free(kept);
    }

    @Test
    @DisplayName("is as it was to a recording where a resize fails")
    void failedResize() {
        long address = heap.allocate(64);
        told();
        assertThatThrownBy(() -> heap.reallocate(address, 1 << 30)).isInstanceOf(RuntimeException.class);
        assertThat(told()).as("freed and allocated again").isEqualTo(2);
        heap.free(address);
    }

    @Test
    @DisplayName("of an object cache is told of too")
    void objects() {
        ObjectCache cache = ObjectCache.builder(heap, 96).build();
        cache.give(cache.take());
        told();
        cache.give(cache.take());
        assertThat(told()).isEqualTo(2);
        assertThatThrownBy(() -> cache.give(pool.baseAddress())).isInstanceOf(InvalidAddressException.class);
        assertThat(told()).isZero();
        cache.close();
    }

    @Test
    @DisplayName("of an arena is told of by segment, and its end by block")
    void arenas() {
        try (Arena arena = PooledArena.ofConfined(pool)) {
            arena.allocate(8);
            arena.allocate(8);
            assertThat(told()).as("a block that is cut up, and two segments").isEqualTo(3);
        }
        assertThat(told()).isEqualTo(1);
    }

    @Test
    @DisplayName("of an arena that was open before is not told of by segment, as its block is")
    void olderArenas() {
        tap.close();
        try (Arena arena = PooledArena.ofTrusted(pool)) {
            arena.allocate(8);
            begin();
            arena.allocate(8);
            assertThat(told()).isZero();
        }
        assertThat(told()).isEqualTo(1);
    }
}
