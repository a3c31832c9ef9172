package dev.cleave.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.memory.Pool;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Cleave by the byte")
class CleaveHeapTest {
    private static final long CAPACITY = 1 << 20;

    private static CleaveBlocks blocks() {
        return new CleaveBlocks(Pool.builder().capacity(CAPACITY).purge(false).build());
    }

    @Test
    @DisplayName("has no room for more than its pool, which it says without throwing")
    void hasNoRoomForMoreThanItsPool() {
        try (ByteAllocator heap = CleaveHeap.open(CAPACITY, Duration.ofDays(1)); ByteAllocator blocks = blocks()) {
            for (long bytes : new long[] {CAPACITY + 1, 1L << 40}) {
                assertThat(heap.allocate(bytes, 0)).isEqualTo(ByteAllocator.NO_ADDRESS);
                assertThat(blocks.allocate(bytes, 0)).isEqualTo(ByteAllocator.NO_ADDRESS);
            }
        }
    }

    @Test
    @DisplayName("rounds a capacity up to whole units, and serves from one region of that size")
    void servesFromOneRegion() {
        try (ByteAllocator heap = CleaveHeap.open(CAPACITY - 100, Duration.ofDays(1))) {
            ByteAllocator.Region region = heap.region().orElseThrow();
            assertThat(region.bytes()).isEqualTo(CAPACITY);
            long address = heap.allocate(100, 0);
            assertThat(region.holds(address, heap.blockBytes(address, 0, 100))).isTrue();
            assertThat(heap.reservedBytes().orElseThrow()).isBetween(100L, CAPACITY);
            assertThat(heap.javaHeapBytes()).isPositive();
            heap.free(address, 0);
        }
    }

    @Test
    @DisplayName("finds in its books what was not freed")
    void findsWhatWasNotFreed() {
        try (ByteAllocator heap = CleaveHeap.open(CAPACITY, Duration.ofDays(1)); ByteAllocator blocks = blocks()) {
            for (ByteAllocator each : new ByteAllocator[] {heap, blocks}) {
                long address = each.allocate(5_000, 0);
                assertThat(each.blockBytes(address, 0, 5_000)).isGreaterThanOrEqualTo(5_000);
                assertThat(each.committedBytes()).isPresent();
                assertThatThrownBy(each::verifyEmpty).isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("after every block was freed, ");
                each.free(address, 0);
                each.verifyEmpty();
                each.settle();
                assertThat(each.freeBlocks().orElseThrow().bytes()).isEqualTo(CAPACITY);
            }
        }
    }
}
