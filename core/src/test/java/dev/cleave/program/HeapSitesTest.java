package dev.cleave.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.heap.CorruptedBlockException;
import dev.cleave.heap.Heap;
import dev.cleave.heap.SafetyLevel;
import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.Pool;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The allocation sites of a heap")
class HeapSitesTest {
    private final Pool pool = Pool.builder().capacity(64 << 20).purge(false).build();

    @AfterEach
    void close() {
        pool.close();
    }

    private Heap sampling(long bytes) {
        return Heap.builder(pool).sampleEvery(bytes).reportLeaks(false).build();
    }

    private static List<Long> hoard(Heap heap, int blocks, long byteSize) {
        List<Long> addresses = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            addresses.add(heap.allocate(byteSize));
        }
        return addresses;
    }

    private static List<Long> nibble(Heap heap, int blocks, long byteSize) {
        List<Long> addresses = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            addresses.add(heap.allocate(byteSize));
        }
        return addresses;
    }

    private static long estimate(Heap heap, String method) {
        return heap.topSites(Integer.MAX_VALUE).stream()
                .filter(site -> site.place().startsWith(HeapSitesTest.class.getName() + "." + method))
                .mapToLong(AllocationSite::estimatedBytes)
                .sum();
    }

    @Test
    @DisplayName("are estimated by the live bytes that they hold, most first")
    void areEstimated() {
        try (Heap heap = sampling(1024)) {
            hoard(heap, 200_000, 100);
            nibble(heap, 50_000, 48);

            // 19,500 and 2,340 samples are expected: eight standard deviations are 6 and 17 %
            assertThat(estimate(heap, "hoard")).isCloseTo(20_000_000L, Percentage.withPercentage(6));
            assertThat(estimate(heap, "nibble")).isCloseTo(2_400_000L, Percentage.withPercentage(17));
            assertThat(heap.topSites(1)).singleElement().satisfies(site -> assertThat(site.place()).contains("hoard"));
        }
    }

    @Test
    @DisplayName("forget what is freed, small or large, by whatever thread, and nothing else")
    void forgetWhatIsFreed() throws InterruptedException {
        try (Heap heap = sampling(1)) {
            List<Long> small = hoard(heap, 3000, 64);
            List<Long> large = hoard(heap, 20, 100_000);
            List<Long> kept = nibble(heap, 500, 64);
            assertThat(estimate(heap, "hoard")).isEqualTo(3000 * 64 + 20 * 100_000);

            Thread other = Thread.ofPlatform().start(() -> {
                small.forEach(heap::free);
                large.forEach(heap::free);
            });
            other.join();

            assertThat(estimate(heap, "hoard")).isZero();
            assertThat(estimate(heap, "nibble")).isEqualTo(500 * 64);
            kept.forEach(heap::free);
            assertThat(heap.topSites(10)).isEmpty();
        }
    }

    @Test
    @DisplayName("follow a slot from holder to holder, and a slab from block to block")
    void followSlots() {
        try (Heap heap = sampling(1)) {
            for (int round = 0; round < 20; round++) {
                List<Long> first = hoard(heap, 2000, 256);
                first.forEach(heap::free);
                List<Long> second = nibble(heap, 2000, 256);
                assertThat(estimate(heap, "hoard")).isZero();
                assertThat(estimate(heap, "nibble")).isEqualTo(2000 * 256);
                second.forEach(heap::free);
                heap.trim();
            }
            assertThat(heap.topSites(10)).isEmpty();
        }
    }

    @Test
    @DisplayName("count whatever way memory is asked for")
    void countEveryWay() {
        try (Heap heap = sampling(1)) {
            heap.allocate(100);
            heap.allocate(200, 64);
            heap.allocate(50_000, 64);
            heap.tryAllocate(300);
            heap.tryAllocate(60_000);
            heap.allocateSegment(400);
            heap.segmentAllocator().allocate(500);
            heap.reallocate(0, 600);

            assertThat(heap.topSites(100)).hasSize(8);
            assertThat(heap.topSites(100).stream().mapToLong(AllocationSite::estimatedBytes).sum())
                    .isEqualTo(100 + 200 + 50_000 + 300 + 60_000 + 400 + 500 + 600);
        }
    }

    @Test
    @DisplayName("follow a large block that is reallocated where it lies, and one that waits as a spare is forgotten")
    void followLargeBlocks() {
        try (Heap heap = Heap.builder(pool).stripes(1).sampleEvery(1).reportLeaks(false).build()) {
            long address = heap.allocate(64 << 10);
            assertThat(heap.reallocate(address, 256 << 10)).isEqualTo(address);
            assertThat(estimate(heap, "followLargeBlocks")).isEqualTo(256 << 10);
            assertThat(heap.reallocate(address, 128 << 10)).isEqualTo(address);
            assertThat(estimate(heap, "followLargeBlocks")).isEqualTo(128 << 10);

            heap.free(address);
            assertThat(heap.usage().spareBytes()).isEqualTo(128 << 10);
            assertThat(heap.topSites(10)).isEmpty();
            assertThat(heap.allocate(128 << 10)).as("the spare").isEqualTo(address);
            assertThat(estimate(heap, "followLargeBlocks")).isEqualTo(128 << 10);
        }
    }

    @Test
    @DisplayName("are named when a block is found corrupted, at its free or after it")
    void areNamedOfCorruptedBlocks() {
        Heap heap = Heap.builder(pool).safety(SafetyLevel.HARDENED).sampleEvery(1).reportLeaks(false).build();
        long overflowed = hoard(heap, 1, 100).getFirst();
        long stale = nibble(heap, 1, 100).getFirst();
        assertThat(estimate(heap, "hoard")).as("the seal's bytes are not the caller's").isEqualTo(100);

        pool.memory().set(ValueLayout.JAVA_BYTE, overflowed + 100 - pool.baseAddress(), (byte) 0);
        assertThatExceptionOfType(CorruptedBlockException.class)
                .isThrownBy(() -> heap.free(overflowed))
                .withMessageContaining("HeapSitesTest.hoard");
        heap.free(stale);
        pool.memory().set(ValueLayout.JAVA_BYTE, stale + 50 - pool.baseAddress(), (byte) 0);
        assertThatExceptionOfType(CorruptedBlockException.class)
                .isThrownBy(heap::close)
                .withMessageContaining("HeapSitesTest.nibble");
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
    }

    @Test
    @DisplayName("are not known unless asked for, and distances that are none are refused")
    void areOffUnlessAskedFor() {
        try (Heap heap = Heap.builder(pool).reportLeaks(false).build()) {
            hoard(heap, 1000, 1000);
            assertThat(heap.topSites(10)).isEmpty();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heap.builder(pool).sampleEvery(0))
                .withMessageContaining("at least 1");
    }

    @Test
    @DisplayName("lose nothing when many threads allocate and free at once")
    void surviveThreads() throws InterruptedException {
        try (Heap heap = sampling(512)) {
            List<Thread> threads = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 200; round++) {
                        hoard(heap, 100, 40).forEach(heap::free);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(heap.topSites(10)).isEmpty();
            assertThat(heap.usage().liveBlocks()).isZero();
        }
    }
}
