package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cleave.heap.CorruptedBlockException.Damage;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A heap's safety level")
class HeapSafetyTest {
    private static final long CAPACITY = 16 << 20;

    private final Pool pool = Pool.builder().capacity(CAPACITY).purge(false).build();

    @AfterEach
    void everythingIsBack() {
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.space().verify();
        pool.close();
    }

    private Heap hardened() {
        return Heap.builder(pool).reportLeaks(false).safety(SafetyLevel.HARDENED).build();
    }

    private Heap hardened(long quarantineBytes, int quarantineBlocks) {
        return Heap.builder(pool).reportLeaks(false)
                .safety(SafetyLevel.HARDENED)
                .quarantine(quarantineBytes, quarantineBlocks)
                .build();
    }

    private void write(long address, int value) {
        pool.memory().set(JAVA_BYTE, address - pool.baseAddress(), (byte) value);
    }

    private byte read(long address) {
        return pool.memory().get(JAVA_BYTE, address - pool.baseAddress());
    }

    @Test
    @DisplayName("is fast unless told, and then keeps nothing")
    void isFastUnlessTold() {
        try (Heap heap = Heap.of(pool)) {
            assertThat(heap.safety()).isEqualTo(SafetyLevel.FAST);
            heap.free(heap.allocate(100));
            assertThat(heap.safetyUsage()).isEqualTo(new SafetyUsage(0, 0, 0));
        }
    }

    @Test
    @DisplayName("of hardened: an overflow is reported with address, size, room, offset and bytes, and the block stays out of service")
    void reportsOverflows() {
        try (Heap heap = hardened()) {
            long block = heap.allocate(100);
            for (int each = 0; each < 4; each++) {
                write(block + 101 + each, 0x41);
            }

            CorruptedBlockException found =
                    catchThrowableOfType(CorruptedBlockException.class, () -> heap.free(block));

            assertThat(found.damage()).isEqualTo(Damage.OVERFLOW);
            assertThat(found.address()).isEqualTo(block);
            assertThat(found.blockBytes()).isEqualTo(112);
            assertThat(found.found()).startsWith("41");
            assertThat(found).hasMessageContaining("0x" + Long.toHexString(block)).hasMessageContaining("112 bytes")
                    .hasMessageContaining("behind its end").hasMessageContaining("not handed out again");
            assertThat(heap.safetyUsage().corruptedBlocks()).isEqualTo(1);
            assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(block))
                    .withMessageContaining("out of service");
            assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.usableBytes(block));
            heap.trim();
            for (int each = 0; each < 5_000; each++) {
                assertThat(heap.allocate(100)).isNotEqualTo(block);
            }
        }
    }

    @Test
    @DisplayName("of hardened: the size is in the report unless it was overwritten too")
    void knowsTheSize() {
        try (Heap heap = hardened()) {
            long block = heap.allocate(100);
            write(block + 101, ~read(block + 101));
            assertThatExceptionOfType(CorruptedBlockException.class).isThrownBy(() -> heap.free(block))
                    .satisfies(found -> assertThat(found.byteSize()).isEqualTo(100))
                    .satisfies(found -> assertThat(found.offset()).isEqualTo(101));
            long broken = heap.allocate(100);
            write(broken + 111, ~read(broken + 111));
            assertThatExceptionOfType(CorruptedBlockException.class).isThrownBy(() -> heap.usableBytes(broken));
            assertThatExceptionOfType(CorruptedBlockException.class).isThrownBy(() -> heap.free(broken))
                    .satisfies(found -> assertThat(found.byteSize()).isZero())
                    .satisfies(found -> assertThat(found.offset()).isEqualTo(104));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 15, 16, 55, 56, 57, 100, 4_000, 4_088, 32_760, 32_761, 40_000, 65_528})
    @DisplayName("of hardened: every byte of the room behind a block is watched, and every byte of a freed one")
    void watchesEveryByte(int byteSize) {
        try (Heap heap = hardened(CAPACITY, 1)) {
            long room = heap.parts().blocks.roomOf(heap.allocate(byteSize));
            long step = Math.max(1, (room - byteSize) / 64);
            for (long offset = byteSize; offset < room; offset += step) {
                long block = heap.allocate(byteSize);
                write(block + offset, ~read(block + offset));
                assertThatExceptionOfType(CorruptedBlockException.class).as("offset %d", offset)
                        .isThrownBy(() -> heap.free(block));
            }
            step = Math.max(1, room / 64);
            for (long offset = 0; offset < room; offset += step) {
                long block = heap.allocate(byteSize);
                heap.free(block);
                write(block + offset, ~read(block + offset));
                heap.trim();
                assertThatExceptionOfType(CorruptedBlockException.class).as("offset %d", offset)
                        .isThrownBy(() -> heap.free(heap.allocate(8)))
                        .satisfies(found -> assertThat(found.address()).isEqualTo(block));
                heap.trim();
            }
        }
    }

    @Test
    @DisplayName("of hardened: a write after free is reported when the block leaves the quarantine, by a free that has done its work")
    void reportsWritesAfterFree() {
        try (Heap heap = hardened(1 << 20, 3)) {
            long written = heap.allocate(200);
            heap.free(written);
            assertThat(read(written)).as("filled").isEqualTo(Canaries.FREED_FILL);
            write(written + 50, 0);
            heap.free(heap.allocate(64));
            heap.free(heap.allocate(64));
            long last = heap.allocate(64);

            CorruptedBlockException found = catchThrowableOfType(CorruptedBlockException.class, () -> heap.free(last));

            assertThat(found.damage()).isEqualTo(Damage.WRITE_AFTER_FREE);
            assertThat(found.address()).isEqualTo(written);
            assertThat(found.byteSize()).isEqualTo(200);
            assertThat(found.offset()).isEqualTo(50);
            assertThatExceptionOfType(InvalidAddressException.class).as("free all the same")
                    .isThrownBy(() -> heap.usableBytes(last));
            assertThat(heap.safetyUsage()).isEqualTo(new SafetyUsage(3, 240, 1));
        }
    }

    @Test
    @DisplayName("of hardened: what was written after free and not yet reported, close throws, and closes")
    void closeReports() {
        Heap heap = hardened(1 << 20, 10);
        long[] blocks = {heap.allocate(100), heap.allocate(40_000)};
        for (long block : blocks) {
            heap.free(block);
            write(block, 1);
        }
        assertThatExceptionOfType(CorruptedBlockException.class).isThrownBy(heap::close)
                .satisfies(first -> assertThat(first.getSuppressed()).hasSize(1));
        assertThatIllegalStateException().isThrownBy(() -> heap.allocate(100)).withMessageContaining("closed");
        assertThatCode(heap::close).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("of hardened: the quarantine keeps its bounds, and lets the oldest out first")
    void quarantineIsBounded() {
        try (Heap heap = hardened(10_000, 1_000)) {
            List<Long> freed = new ArrayList<>();
            for (int each = 0; each < 200; each++) {
                long block = heap.allocate(100);
                freed.add(block);
                heap.free(block);
                assertThat(heap.safetyUsage().quarantinedBytes()).isLessThanOrEqualTo(10_000);
            }
            assertThat(heap.safetyUsage().quarantinedBlocks()).isEqualTo(10_000 / 112);
            assertThat(freed.subList(111, 200)).as("those that wait").doesNotHaveDuplicates();
            heap.free(heap.allocate(5_000));
            assertThat(heap.safetyUsage().quarantinedBlocks()).as("too large to be kept").isEqualTo(10_000 / 112);
        }
        for (Heap heap : List.of(hardened(0, 10), hardened(10_000, 0))) {
            try (heap) {
                long block = heap.allocate(100);
                write(block, 1);
                heap.free(block);
                assertThat(heap.safetyUsage().quarantinedBlocks()).isZero();
                assertThat(read(block)).as("zeroed on free").isZero();
            }
        }
    }

    @Test
    @DisplayName("of hardened: a full pool empties the quarantine, for slots, for large blocks, and where fullness throws nothing")
    void pressureEmptiesTheQuarantine() {
        try (Heap heap = hardened(CAPACITY, 1 << 20)) {
            for (long byteSize : new long[] {1_000, 40_000}) {
                for (int way = 0; way < 2; way++) {
                    List<Long> blocks = new ArrayList<>();
                    assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> {
                        while (true) {
                            blocks.add(heap.allocate(byteSize));
                        }
                    });
                    assertThat(heap.tryAllocate(byteSize)).isZero();
                    heap.free(blocks.removeLast());
                    assertThat(heap.safetyUsage().quarantinedBlocks()).isEqualTo(1);
                    blocks.add(way == 0 ? heap.allocate(byteSize) : heap.tryAllocate(byteSize));
                    assertThat(blocks.getLast()).isNotZero();
                    assertThat(heap.safetyUsage().quarantinedBlocks()).isZero();
                    blocks.forEach(heap::free);
                }
            }
        }
    }

    @Test
    @DisplayName("of hardened: slots are taken in no order, and are aligned as ever")
    void slotsAreRandom() {
        try (Heap heap = hardened()) {
            List<Long> blocks = new ArrayList<>();
            for (int each = 0; each < 200; each++) {
                blocks.add(heap.allocate(24));
                assertThat(blocks.getLast() % 16).isZero();
            }
            assertThat(blocks).isNotEqualTo(blocks.stream().sorted().toList()).doesNotHaveDuplicates();
            for (long alignment = 1; alignment <= 1 << 20; alignment <<= 1) {
                long block = heap.allocate(alignment, alignment);
                assertThat(block % alignment).isZero();
                assertThat(heap.usableBytes(block)).isEqualTo(alignment);
                heap.free(block, alignment);
            }
        }
    }

    @Test
    @DisplayName("of hardened: blocks are zero also where another holder of the pool wrote before")
    void zeroesWhatOthersWrote() {
        MemorySegment all = pool.allocate(CAPACITY);
        all.fill((byte) 7);
        pool.free(all);
        try (Heap heap = hardened()) {
            for (long byteSize : new long[] {1, 100, 5_000, 100_000}) {
                assertThat(heap.allocateSegment(byteSize).toArray(JAVA_BYTE)).containsOnly(0);
            }
        }
    }

    @Test
    @DisplayName("of hardened: a reallocation in place moves the canary and shows none of it")
    void reallocatesInPlace() {
        try (Heap heap = hardened()) {
            long block = heap.allocate(98);
            pool.memory().asSlice(block - pool.baseAddress(), 98).fill((byte) 5);
            assertThat(heap.reallocate(block, 104)).isEqualTo(block);
            assertThat(new byte[] {read(block + 97), read(block + 98), read(block + 103)}).containsExactly(5, 0, 0);
            assertThat(heap.reallocate(block, 60)).isEqualTo(block);
            assertThat(heap.usableBytes(block)).isEqualTo(60);
            write(block + 60, 0);
            assertThatExceptionOfType(CorruptedBlockException.class).isThrownBy(() -> heap.free(block, 60))
                    .satisfies(found -> assertThat(found.offset()).isEqualTo(60));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {41_000, 45_048, 45_056, 60_000, 64_000})
    @DisplayName("of hardened: a large block grows where it lies: where its canary was is the holder's, behind the new end is a new one")
    void growsLargeBlocksInPlace(int byteSize) {
        try (Heap heap = hardened()) {
            for (long offset : new long[] {byteSize, byteSize + 7, 0}) {
                long block = heap.allocate(40_000);
                pool.memory().asSlice(block - pool.baseAddress(), 40_000).fill((byte) 5);
                assertThat(heap.reallocate(block, byteSize)).isEqualTo(block);
                MemorySegment grown = pool.memory().asSlice(block - pool.baseAddress(), byteSize);
                assertThat(grown.asSlice(0, 40_000).toArray(JAVA_BYTE)).containsOnly(5);
                assertThat(grown.asSlice(40_000).toArray(JAVA_BYTE)).containsOnly(0);
                assertThat(heap.usableBytes(block)).isEqualTo(byteSize);
                grown.fill((byte) 6);
                if (offset == 0) {
                    heap.free(block, byteSize);
                } else {
                    write(block + offset, ~read(block + offset));
                    assertThatExceptionOfType(CorruptedBlockException.class).isThrownBy(() -> heap.free(block))
                            .satisfies(found -> assertThat(found.damage()).isEqualTo(Damage.OVERFLOW));
                }
            }
        }
    }

    @Test
    @DisplayName("of hardened: a large block shrinks where it lies: canary and seal follow, and what it loses is zero and the pool's again")
    void shrinksLargeBlocksInPlace() {
        try (Heap heap = hardened()) {
            long block = heap.allocate(60_000);
            pool.memory().asSlice(block - pool.baseAddress(), 60_000).fill((byte) 5);
            long free = pool.space().freeUnits();

            assertThat(heap.reallocate(block, 40_000)).isEqualTo(block);

            assertThat(pool.space().freeUnits()).isEqualTo(free + 5);
            assertThat(heap.usableBytes(block)).isEqualTo(40_000);
            assertThat(read(block + 39_999)).isEqualTo((byte) 5);
            assertThat(pool.memory().asSlice(block - pool.baseAddress() + 40_960, 60_000 - 40_960).toArray(JAVA_BYTE))
                    .containsOnly(0);
            write(block + 40_000, ~read(block + 40_000));
            assertThatExceptionOfType(CorruptedBlockException.class).isThrownBy(() -> heap.free(block))
                    .satisfies(found -> assertThat(found.offset()).isEqualTo(40_000));
        }
    }

    @Test
    @DisplayName("of hardened: a large block that cannot grow where it lies moves, and one that cannot move either stays whole")
    void movesLargeBlocksThatCannotGrow() {
        try (Heap heap = hardened()) {
            long block = heap.allocate(60_000);
            long behind = pool.leases().lease(4096, 1);
            List<Long> others = new ArrayList<>();
            pool.memory().asSlice(block - pool.baseAddress(), 60_000).fill((byte) 5);
            while (behind - block > 65_536 || behind < block) {
                others.add(behind);
                behind = pool.leases().lease(4096, 1);
            }
            others.add(behind);

            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> heap.reallocate(block, CAPACITY));
            assertThat(heap.usableBytes(block)).isEqualTo(60_000);
            long moved = heap.reallocate(block, 100_000);

            assertThat(moved).isNotEqualTo(block);
            assertThat(pool.memory().asSlice(moved - pool.baseAddress(), 60_000).toArray(JAVA_BYTE)).containsOnly(5);
            assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(block));
            heap.free(moved, 100_000);
            others.forEach(pool.leases()::giveBack);
        }
    }

    @Test
    @DisplayName("of checked: a freed block's segment and its slices throw, however the block was freed")
    void segmentsEnd() {
        try (Heap heap = Heap.builder(pool).reportLeaks(false).safety(SafetyLevel.CHECKED).build()) {
            List<MemorySegment> segments = new ArrayList<>();
            for (int each = 0; each < 4; each++) {
                segments.add(heap.allocateSegment(100));
            }
            heap.free(segments.get(0));
            heap.free(segments.get(1).address());
            heap.free(segments.get(2).address(), 100);
            long moved = heap.reallocate(segments.get(3).address(), 101);
            assertThat(moved).as("a segment's block always moves").isNotEqualTo(segments.get(3).address());
            for (MemorySegment segment : segments) {
                assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
                assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(segment));
            }
        }
    }

    @Test
    @DisplayName("of checked: slices are no blocks, and live segments end with the heap")
    void segmentsEndWithTheHeap() {
        Heap heap = Heap.builder(pool).reportLeaks(false).safety(SafetyLevel.CHECKED).build();
        MemorySegment slice = heap.allocateSegment(100).asSlice(10, 10);
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> heap.free(slice));
        slice.set(JAVA_BYTE, 0, (byte) 1);
        heap.close();
        assertThatIllegalStateException().isThrownBy(() -> slice.get(JAVA_BYTE, 0));
    }

    @Test
    @DisplayName("of checked: shared segments are any thread's, confined ones their thread's alone")
    void confinesSegments() {
        try (Heap heap = Heap.builder(pool).reportLeaks(false).safety(SafetyLevel.CHECKED).build()) {
            MemorySegment theirs = CompletableFuture.supplyAsync(() -> heap.allocateSegment(100)).join();
            theirs.set(JAVA_BYTE, 0, (byte) 1);
            heap.free(theirs);
        }
        try (Heap heap =
                Heap.builder(pool).reportLeaks(false).safety(SafetyLevel.CHECKED).confinedBlocks(true).build()) {
            MemorySegment mine = heap.allocateSegment(100);
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> CompletableFuture.runAsync(() -> heap.free(mine)).join())
                    .withCauseInstanceOf(WrongThreadException.class);
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> CompletableFuture.runAsync(heap::close).join())
                    .withCauseInstanceOf(IllegalStateException.class)
                    .withMessageContaining("1 segments are confined to other threads");
            mine.set(JAVA_BYTE, 0, (byte) 1);
            heap.free(mine);
            assertThat(heap.allocate(100)).as("still open").isNotZero();
        }
    }

    @ParameterizedTest
    @EnumSource(SafetyLevel.class)
    @DisplayName("changes no refusal of sizes and alignments")
    void refusesSizes(SafetyLevel level) {
        try (Heap heap = Heap.builder(pool).reportLeaks(false).safety(level).build()) {
            for (long byteSize : new long[] {0, -1, -8, Long.MIN_VALUE}) {
                assertThatIllegalArgumentException().isThrownBy(() -> heap.allocate(byteSize))
                        .withMessageContaining("" + byteSize);
                assertThatIllegalArgumentException().isThrownBy(() -> heap.tryAllocate(byteSize));
                assertThatIllegalArgumentException().isThrownBy(() -> heap.allocateSegment(byteSize));
            }
            assertThatIllegalArgumentException().isThrownBy(() -> heap.allocate(10, 3));
            for (long byteSize : new long[] {CAPACITY + 1, Long.MAX_VALUE - 7, Long.MAX_VALUE}) {
                assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> heap.allocate(byteSize));
            }
            long block = heap.allocate(100);
            assertThatIllegalArgumentException().isThrownBy(() -> heap.reallocate(block, -5));
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> heap.reallocate(block, 2 * CAPACITY));
            heap.free(block, 100);
        }
    }

    @Test
    @DisplayName("is refused where the settings make no sense")
    void refusesSettings() {
        HeapBuilder settings = Heap.builder(pool);
        assertThatIllegalArgumentException().isThrownBy(() -> settings.quarantine(-1, 10)).withMessageContaining("-1");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.quarantine(1, -10)).withMessageContaining("-10");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.quarantine(1, Integer.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.confinedBlocks(true).build())
                .withMessageContaining("CHECKED");
    }
}
