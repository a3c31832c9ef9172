package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A heap's usage")
class HeapUsageTest {
    private final HeapUsage usage = new HeapUsage(
            List.of(new ClassUsage(64, 2, 128, 100, 8192), new ClassUsage(144, 1, 28, 28, 4096)), 3, 200_000,
            50_000, 7, 500, new SlabDecisions(5, 1, 2, 4), 1_000, 3);

    @Test
    @DisplayName("adds up its classes, and says what is stranded and wasted")
    void addsUp() {
        assertThat(usage.liveBlocks()).isEqualTo(131 - 7);
        assertThat(usage.usedBytes()).isEqualTo(200_000 + 100 * 64 + 28 * 144 - 500);
        assertThat(usage.strandedBytes()).isEqualTo(28 * 64);
        assertThat(usage.wastedBytes()).isEqualTo(4096 - 28 * 144);
        assertThat(usage.stranded()).isEqualTo(Map.of(64, 28L * 64));
        assertThat(usage.usedBytes() + usage.strandedBytes() + usage.wastedBytes() + usage.spareBytes()
                + usage.quarantinedBytes())
                .isEqualTo(usage.blockBytes());
    }

    @Test
    @DisplayName("becomes JSON")
    void becomesJson() {
        assertThat(usage.toJson())
                .isEqualTo("{\"format\":\"cleave-heap-usage\",\"version\":1,\"allocations\":1000,\"frees\":876,"
                        + "\"failures\":3,\"liveBlocks\":124,\"usedBytes\":209932,"
                        + "\"strandedBytes\":1792,\"wastedBytes\":64,\"blockBytes\":262288,\"largeBlocks\":3,"
                        + "\"largeBytes\":200000,\"spareBytes\":50000,\"quarantinedBlocks\":7,\"quarantinedBytes\":500,"
                        + "\"decisions\":{\"asWanted\":5,\"smaller\":1,\"larger\":2,\"forced\":4},"
                        + "\"classes\":[{\"slotBytes\":64,\"slabs\":2,\"slots\":128,\"usedSlots\":100,\"usedBytes\":6400,"
                        + "\"strandedBytes\":1792,\"wastedBytes\":0,\"blockBytes\":8192},{\"slotBytes\":144,\"slabs\":1,"
                        + "\"slots\":28,\"usedSlots\":28,\"usedBytes\":4032,\"strandedBytes\":0,\"wastedBytes\":64,"
                        + "\"blockBytes\":4096}]}");
    }

    @Test
    @DisplayName("becomes a table, a line a class")
    void becomesText() {
        assertThat(usage.toString().lines())
                .hasSize(8)
                .contains("1,000 blocks allocated, 876 freed; 3 requests not served")
                .anyMatch(line -> line.matches("\\s+64\\s+2\\s+128\\s+100\\s+1,792\\s+0"))
                .anyMatch(line -> line.strip().equals("large 3 blocks of 200,000 bytes in all"))
                .contains("of these in quarantine: 7 blocks of 500 bytes in all")
                .contains("slabs: 5 as wanted, 1 smaller, 2 larger, 4 forced");
    }

    @Test
    @DisplayName("is that of the heap: what is freed and kept in slabs is stranded, by class")
    void isThatOfTheHeap() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build(); Heap heap = Heap.of(pool)) {
            long kept = heap.allocate(100);
            long freed = heap.allocate(100);
            heap.free(freed);

            ClassUsage only = heap.usage().classes().getFirst();
            assertThat(heap.stranded()).isEqualTo(Map.of(104, (only.slots() - 1) * 104));

            heap.free(kept);
            heap.trim();
            assertThat(heap.stranded()).isEmpty();
        }
    }

    @Test
    @DisplayName("tells what waits in quarantine from what is live, slots and large blocks")
    void tellsQuarantinedFromLive() {
        try (Pool pool = Pool.builder().capacity(16 << 20).purge(false).build();
                Heap heap = Heap.builder(pool)
                        .safety(SafetyLevel.HARDENED)
                        .quarantine(1 << 20, 10)
                        .build()) {
            long kept = heap.allocate(100);
            heap.free(heap.allocate(100));
            heap.free(heap.allocate(40_000));

            HeapUsage usage = heap.usage();
            assertThat(usage.liveBlocks()).isEqualTo(1);
            assertThat(usage.usedBytes()).isEqualTo(112);
            assertThat(usage.quarantinedBlocks()).isEqualTo(2);
            assertThat(usage.quarantinedBytes()).isEqualTo(112 + 40_960);
            assertThat(usage.usedBytes() + usage.quarantinedBytes() + usage.strandedBytes() + usage.wastedBytes()
                    + usage.spareBytes())
                    .isEqualTo(usage.blockBytes());
            heap.free(kept);
        }
    }

    @Test
    @DisplayName("does not tell of metadata: that has a figure, in which samples are counted")
    void countsSamplesAsMetadata() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build();
                Heap plain = Heap.of(pool);
                Heap sampling = Heap.builder(pool).sampleEvery(1).build()) {
            long empty = sampling.metadataBytes();
            assertThat(empty).isGreaterThan(plain.metadataBytes());
            long[] blocks = {sampling.allocate(1_000), sampling.allocate(50_000)};
            long sampled = sampling.metadataBytes();
            for (long block : blocks) {
                sampling.free(block);
            }
            assertThat(sampled).isGreaterThan(sampling.metadataBytes()).isGreaterThan(empty);
        }
    }
}
