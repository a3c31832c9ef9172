package dev.cleave.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.contiguity.Mobility;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Cleave by the byte")
class CleaveHeapTest {
    private static final long CAPACITY = 1 << 20;

    private static CleaveBlocks blocks() {
        return new CleaveBlocks(Pool.builder().capacity(CAPACITY).purge(false).build());
    }

    private static GroupedBlocks grouped() {
        return new GroupedBlocks(Pool.builder().capacity(CAPACITY).purge(false).build(),
                slot -> slot == 0 ? Mobility.UNMOVABLE : Mobility.MOVABLE);
    }

    @Test
    @DisplayName("has no room for more than its pool, which it says without throwing")
    void hasNoRoomForMoreThanItsPool() {
        try (ByteAllocator heap = CleaveHeap.open(CAPACITY, Duration.ofDays(1)); ByteAllocator blocks = blocks();
                ByteAllocator grouped = grouped()) {
            for (long bytes : new long[] {CAPACITY + 1, 1L << 40}) {
                assertThat(heap.allocate(bytes, 0)).isEqualTo(ByteAllocator.NO_ADDRESS);
                assertThat(blocks.allocate(bytes, 0)).isEqualTo(ByteAllocator.NO_ADDRESS);
                assertThat(grouped.allocate(bytes, 0)).isEqualTo(ByteAllocator.NO_ADDRESS);
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
        try (ByteAllocator heap = CleaveHeap.open(CAPACITY, Duration.ofDays(1)); ByteAllocator blocks = blocks();
                ByteAllocator grouped = grouped()) {
            for (ByteAllocator each : new ByteAllocator[] {heap, blocks, grouped}) {
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

    @Test
    @DisplayName("can be closed with blocks that are live")
    void closesWithLiveBlocks() {
        for (ByteAllocator each : new ByteAllocator[] {blocks(), grouped()}) {
            each.allocate(5_000, 0);
            each.allocate(10_000, 1);
            each.close();
        }
    }

    @Test
    @DisplayName("is told the mobility of each block, and tells what lies where by it")
    void groupsByMobility() {
        try (Pool pool = Pool.builder().capacity(8 << 20).purge(false).build()) {
            GroupedBlocks blocks = new GroupedBlocks(pool, slot -> Mobility.values()[slot]);
            long[] addresses = new long[Mobility.values().length];
            for (int slot = 0; slot < addresses.length; slot++) {
                addresses[slot] = blocks.allocate(4096, slot);
            }
            assertThat(Arrays.stream(addresses).map(address -> (address - pool.baseAddress()) / (2 << 20)).distinct())
                    .hasSize(addresses.length);
            assertThat(blocks.pageTypes().orElseThrow().unmovablePageblocks()).isEqualTo(1);
            assertThat(blocks.aligned()).isFalse();
            for (int slot = 0; slot < addresses.length; slot++) {
                blocks.free(addresses[slot], slot);
            }
            blocks.verifyEmpty();
        }
    }
}
