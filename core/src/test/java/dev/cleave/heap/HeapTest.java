package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A heap")
class HeapTest {
    private static final long CAPACITY = 16 << 20;

    private final Pool pool = Pool.builder().capacity(CAPACITY).purge(false).build();
    private final Heap heap = Heap.builder(pool).reportLeaks(false).build();

    @AfterEach
    void close() {
        heap.close();
        assertThat(pool.space().freeUnits()).as("units given back").isEqualTo(pool.space().units());
        pool.space().verify();
        pool.close();
    }

    private MemorySegment at(long address, long byteSize) {
        return pool.memory().asSlice(address - pool.baseAddress(), byteSize);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 8, 9, 16, 100, 128, 129, 1000, 4095, 4096, 4097, 32767, 32768, 32769, 100_000, 1 << 20})
    @DisplayName("hands out blocks that hold what was asked for, and keeps them apart")
    void keepsBlocksApart(long byteSize) {
        List<Long> blocks = new ArrayList<>();
        for (int each = 0; each < 12; each++) {
            long address = heap.allocate(byteSize);
            at(address, byteSize).fill((byte) each);
            blocks.add(address);
        }
        for (int each = 0; each < blocks.size(); each++) {
            assertThat(heap.usableBytes(blocks.get(each))).isGreaterThanOrEqualTo(byteSize);
            MemorySegment block = at(blocks.get(each), byteSize);
            for (long offset = 0; offset < byteSize; offset += Math.max(1, byteSize / 7)) {
                assertThat(block.get(ValueLayout.JAVA_BYTE, offset)).isEqualTo((byte) each);
            }
        }
        blocks.forEach(heap::free);
        assertThat(heap.usage().liveBlocks()).isZero();
    }

    @Test
    @DisplayName("aligns to 16 bytes, and to any power of two that is asked for")
    void aligns() {
        assertThat(heap.allocate(24) % 16).isZero();
        assertThat(heap.allocate(8) % 8).isZero();
        for (long alignment = 1; alignment <= 1 << 20; alignment <<= 1) {
            for (long byteSize : new long[] {1, 100, 5000, 40_000}) {
                long address = heap.allocate(byteSize, alignment);
                assertThat(address % alignment).as("%d bytes aligned to %d", byteSize, alignment).isZero();
                heap.free(address);
            }
        }
    }

    @Test
    @DisplayName("serves requests of a class until the pool is full, and again when they are freed")
    void fillsThePool() {
        List<Long> blocks = new ArrayList<>();
        for (long address = heap.tryAllocate(1000); address != 0; address = heap.tryAllocate(1000)) {
            blocks.add(address);
        }
        assertThat(blocks.size() * 1024L).as("bytes served").isGreaterThan(CAPACITY * 95 / 100);
        Set<Long> distinct = new HashSet<>(blocks);
        assertThat(distinct).hasSameSizeAs(blocks);
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> heap.allocate(40_000));
        blocks.forEach(heap::free);
        assertThat(heap.allocate(CAPACITY)).as("the whole pool, as nothing is stranded").isNotZero();
    }

    @Test
    @DisplayName("lets a class borrow a slot of a larger one when the pool is full")
    void borrows() {
        long larger = heap.allocate(1100);
        while (heap.tryAllocate(4096) != 0) {
            assertThat(larger).isNotZero();
        }
        heap.free(larger);
        long borrowed = heap.allocate(1000);
        assertThat(heap.usableBytes(borrowed)).isEqualTo(1152);
        heap.free(borrowed);
    }

    @Test
    @DisplayName("gives empty slabs back, the last of a class when it is trimmed")
    void strandsNothing() {
        List<Long> blocks = new ArrayList<>();
        for (int each = 0; each < 10_000; each++) {
            blocks.add(heap.allocate(33));
        }
        assertThat(heap.usage().strandedBytes()).isLessThan(10_000 * 48 / 4);
        blocks.forEach(heap::free);
        assertThat(heap.usage().blockBytes()).as("kept of 480 KB").isLessThan(200_000);
        heap.trim();
        assertThat(heap.usage().blockBytes()).isZero();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
    }

    @Test
    @DisplayName("fills sparse slabs up before it opens a new one")
    void fillsSparseSlabs() {
        List<Long> blocks = new ArrayList<>();
        for (int each = 0; each < 20_000; each++) {
            blocks.add(heap.allocate(64));
        }
        long before = heap.usage().blockBytes();
        for (int each = 0; each < 20_000; each++) {
            if (each % 4 != 0) {
                heap.free(blocks.get(each));
            }
        }
        for (int each = 0; each < 10_000; each++) {
            heap.allocate(64);
        }
        assertThat(heap.usage().blockBytes()).as("bytes of slabs, no new ones").isLessThanOrEqualTo(before);
    }

    @Test
    @DisplayName("reallocates in place where the class allows it, and moves contents where not")
    void reallocates() {
        long address = heap.allocate(100);
        at(address, 100).fill((byte) 42);
        assertThat(heap.reallocate(address, 104)).as("within the slot").isEqualTo(address);
        assertThat(heap.reallocate(address, 60)).as("hardly smaller").isEqualTo(address);
        long moved = heap.reallocate(address, 50_000);
        assertThat(moved).isNotEqualTo(address);
        assertThat(at(moved, 100).toArray(ValueLayout.JAVA_BYTE)).containsOnly(42);
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(address));
        long back = heap.reallocate(moved, 10);
        assertThat(at(back, 10).toArray(ValueLayout.JAVA_BYTE)).containsOnly(42);
        assertThat(heap.reallocate(0, 10)).as("of null allocates").isNotZero();
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> heap.reallocate(back, 2 * CAPACITY));
        assertThat(heap.usableBytes(back)).as("stays").isEqualTo(16);
    }

    @Test
    @DisplayName("reallocates large blocks in place both ways, and moves them only where another is in the way")
    void reallocatesLargeBlocksInPlace() {
        long address = heap.allocate(100_000);
        at(address, 100_000).fill((byte) 42);
        assertThat(heap.reallocate(address, 1 << 20)).as("longer").isEqualTo(address);
        assertThat(heap.usableBytes(address)).isEqualTo(1 << 20);
        assertThat(heap.reallocate(address, 60_000)).as("shorter").isEqualTo(address);
        assertThat(heap.usableBytes(address)).isEqualTo(15 * 4096);
        assertThat(heap.usage().largeBytes()).isEqualTo(15 * 4096);
        assertThat(at(address, 60_000).toArray(ValueLayout.JAVA_BYTE)).containsOnly(42);

        long neighbour = pool.allocateAddress(4096);
        while (neighbour < address || neighbour > address + 131_072) {
            neighbour = pool.allocateAddress(4096);
        }
        long moved = heap.reallocate(address, 131_072);
        assertThat(moved).as("another lies behind").isNotEqualTo(address);
        assertThat(at(moved, 60_000).toArray(ValueLayout.JAVA_BYTE)).containsOnly(42);
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.reallocate(address, 60_000));
        heap.free(moved, 131_072);
        freeDirectBlocks();
    }

    /** Frees what the test took from the pool, past the heap. */
    private void freeDirectBlocks() {
        for (long unit = 0; unit < pool.space().units(); unit++) {
            if (pool.space().isBlock(unit)) {
                try {
                    pool.free(pool.baseAddress() + unit * pool.unit());
                } catch (IllegalArgumentException leasedToTheHeap) {
                    assertThat(leasedToTheHeap).hasMessageContaining("leased");
                }
            }
        }
    }

    @Test
    @DisplayName("gives segments, and serves as a SegmentAllocator")
    void segments() {
        MemorySegment text = heap.segmentAllocator().allocateFrom("split and join");
        assertThat(text.getString(0)).isEqualTo("split and join");
        heap.free(text);
        MemorySegment segment = heap.allocateSegment(100, 64);
        assertThat(segment.byteSize()).isEqualTo(100);
        assertThat(segment.address() % 64).isZero();
        heap.free(segment);
        assertThat(heap.segmentAllocator().allocate(0).byteSize()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> heap.free(MemorySegment.ofArray(new byte[8])));
    }

    @Test
    @DisplayName("refuses what is no block, says why, and is unharmed")
    void refusesMisuse() {
        long small = heap.allocate(100);
        long large = heap.allocate(100_000);
        long freed = heap.allocate(100);
        heap.free(freed);
        heap.free(0);
        refused(Reason.NOT_ALLOCATED, freed, "freed already");
        refused(Reason.INSIDE_BLOCK, small + 1, "inside the slot of 104 bytes at 0x" + Long.toHexString(small));
        refused(Reason.INSIDE_BLOCK, large + 1, "inside the block at 0x" + Long.toHexString(large));
        refused(Reason.INSIDE_BLOCK, large + 8192, "inside the block at 0x" + Long.toHexString(large));
        refused(Reason.FOREIGN, pool.baseAddress() - 16, "is not of this heap");
        refused(Reason.FOREIGN, pool.baseAddress() + CAPACITY, "is not of this heap");
        refused(Reason.NOT_ALLOCATED, pool.baseAddress() + CAPACITY - 16, "never allocated");
        heap.free(large);
        refused(Reason.NOT_ALLOCATED, large, "freed already");
        heap.free(small);
        assertThat(heap.usage().liveBlocks()).isZero();
    }

    private void refused(Reason reason, long address, String message) {
        long live = heap.usage().liveBlocks();
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(address))
                .withMessageContaining("0x" + Long.toHexString(address)).withMessageContaining(message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason))
                .satisfies(refusal -> assertThat(refusal.address()).isEqualTo(address));
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.usableBytes(address));
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.reallocate(address, 10));
        assertThat(heap.usage().liveBlocks()).isEqualTo(live);
    }

    @Test
    @DisplayName("knows its blocks from those of another heap on the same pool, and of the pool itself")
    void knowsItsOwn() {
        try (Heap other = Heap.of(pool)) {
            long theirs = other.allocate(100);
            long theirLarge = other.allocate(100_000);
            long direct = pool.allocateAddress(5000);
            for (long address : new long[] {theirs, theirLarge, direct}) {
                assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(address));
            }
            assertThatIllegalArgumentException().isThrownBy(() -> pool.free(theirLarge));
            other.free(theirs);
            other.free(theirLarge);
            pool.free(direct);
        }
    }

    @Test
    @DisplayName("refuses sizes and alignments that no block can have")
    void refusesSizes() {
        for (long byteSize : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> heap.allocate(byteSize))
                    .withMessageContaining("" + byteSize);
            assertThatIllegalArgumentException().isThrownBy(() -> heap.tryAllocate(byteSize));
            assertThatIllegalArgumentException().isThrownBy(() -> heap.allocate(byteSize, 8));
        }
        for (long alignment : new long[] {0, -8, 3, 48, 1L << 60}) {
            assertThatIllegalArgumentException().isThrownBy(() -> heap.allocate(10, alignment))
                    .withMessageContaining("" + alignment);
        }
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> heap.allocate(CAPACITY + 1));
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> heap.allocate(Long.MAX_VALUE));
        assertThat(heap.usage().liveBlocks()).isZero();
    }

    @Test
    @DisplayName("checks the size of a sized free")
    void checksSizedFrees() {
        long address = heap.allocate(100);
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(address, 120))
                .withMessageContaining("104").withMessageContaining("120")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.OTHER_SIZE));
        heap.free(address, 100);
        long large = heap.allocate(50_000);
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(large, 40_000));
        heap.free(large, 50_000);
        heap.free(0, 10);
    }

    @Test
    @DisplayName("takes the size that a block was reallocated to in place, and refuses those that would have moved it")
    void checksTheSizeOfAResizedBlock() {
        for (long byteSize : new long[] {8, 16, 100, 128, 1_000, 32_768, 40_000, 65_536}) {
            for (long wanted = 1; wanted <= byteSize + byteSize / 2; wanted += Math.max(1, byteSize / 100)) {
                long address = heap.allocate(byteSize);
                long resized = heap.reallocate(address, wanted);
                if (resized == address) {
                    heap.free(resized, wanted);
                } else {
                    long other = heap.allocate(byteSize);
                    long refused = wanted;
                    assertThatExceptionOfType(InvalidAddressException.class)
                            .as("%d bytes freed as %d", byteSize, wanted)
                            .isThrownBy(() -> heap.free(other, refused))
                            .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.OTHER_SIZE));
                    heap.free(other);
                    heap.free(resized, wanted);
                }
            }
        }
        assertThat(heap.usage().liveBlocks()).isZero();
    }

    @Test
    @DisplayName("needs a pool with units of 1 to 64 KiB")
    void needsFittingUnits() {
        for (long unit : new long[] {64, 512, 128 << 10}) {
            try (Pool other = Pool.builder().capacity(1 << 20).unit(unit).build()) {
                assertThatIllegalArgumentException().isThrownBy(() -> Heap.of(other)).withMessageContaining("" + unit);
            }
        }
        for (long unit = 1 << 10; unit <= 64 << 10; unit <<= 1) {
            try (Pool other = Pool.builder().capacity(4 << 20).unit(unit).build(); Heap over = Heap.of(other)) {
                for (long byteSize = 1; byteSize < 100_000; byteSize = byteSize * 3 / 2 + 1) {
                    over.allocate(byteSize);
                }
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Heap.builder(pool).stripes(3));
        assertThatIllegalArgumentException().isThrownBy(() -> Heap.builder(pool).lowWatermark(0.6));
    }

    @Test
    @DisplayName("ends with close: its blocks go back, and what is asked afterwards is refused")
    void closes() {
        long address = heap.allocate(100);
        heap.allocate(100_000);
        assertThat(heap.isClosed()).isFalse();
        heap.close();
        assertThat(heap.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> heap.allocate(100)).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> heap.allocate(100_000));
        assertThatIllegalStateException().isThrownBy(() -> heap.tryAllocate(100));
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(address))
                .withMessageContaining("closed");
        heap.close();
    }

    @Test
    @DisplayName("is closed where it must be empty only when it is")
    void closesEmpty() {
        long address = heap.allocate(100);
        assertThatIllegalStateException().isThrownBy(heap::closeEmpty).withMessageContaining("1 blocks of 104 bytes")
                .withMessageContaining("free them first");
        assertThat(heap.isClosed()).isFalse();
        heap.free(address);
        heap.closeEmpty();
        assertThat(heap.isClosed()).isTrue();
        heap.closeEmpty();
    }
}
