package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Patience;
import dev.cleave.histories.Together;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.OperatingSystem;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayName("A growable segment")
@EnabledOnOs(OS.LINUX)
class GrowableSegmentTest {
    private static final long MIB = 1 << 20;
    private static final long UNIT = 4 << 10;

    private final Pool pool = Pool.builder().name("stitched").source(MemorySource.memfd("stitched")).capacity(8 * MIB)
            .purge(false).build();
    private final List<Long> taken = new ArrayList<>();
    private final MapBudget maps = new MapBudget(() -> 4000);

    @AfterEach
    void nothingIsLost() {
        taken.forEach(pool::free);
        assertThat(pool.usage().usedBytes()).isZero();
        assertThat(maps.taken()).isZero();
        pool.space().verify();
        pool.close();
    }

    /** Leaves every other unit free, and nothing else. */
    private void comb() {
        List<Long> free = new ArrayList<>();
        for (long address = pool.tryAllocateAddress(UNIT); address != 0; address = pool.tryAllocateAddress(UNIT)) {
            ((address - pool.baseAddress()) / UNIT % 2 == 0 ? free : taken).add(address);
        }
        free.forEach(pool::free);
    }

    private GrowableSegment open(long byteSize, long mostBytes) {
        return GrowableSegment.builder(pool).mostBytes(mostBytes).mapBudget(maps).open(byteSize);
    }

    private static void stamp(MemorySegment segment, long from) {
        for (long at = from; at + Long.BYTES <= segment.byteSize(); at += Long.BYTES) {
            segment.set(JAVA_LONG, at, at ^ 0x5DEECE66DL);
        }
    }

    private static void check(MemorySegment segment) {
        for (long at = 0; at + Long.BYTES <= segment.byteSize(); at += Long.BYTES) {
            assertThat(segment.get(JAVA_LONG, at)).as("offset %d", at).isEqualTo(at ^ 0x5DEECE66DL);
        }
    }

    @Test
    @DisplayName("is one range of addresses over memory that lies apart")
    void overScatteredMemory() {
        comb();
        assertThat(pool.tryAllocateAddress(2 * UNIT)).as("two units in one piece").isZero();
        try (GrowableSegment segment = open(MIB, MIB)) {
            assertThat(segment.pieces()).isEqualTo(256);
            assertThat(segment.mappings()).isEqualTo(256);
            assertThat(segment.way()).isEqualTo(GrowthWay.STITCHED);
            assertThat(segment.segment().byteSize()).isEqualTo(MIB);
            assertThat(segment.segment().address()).isEqualTo(segment.address());
            stamp(segment.segment(), 0);
            check(segment.segment());
            assertThatIllegalStateException().as("it is leased").isThrownBy(pool::close);
        }
    }

    @Test
    @DisplayName("is the pool's own memory: nothing is copied")
    void itIsThePoolsMemory() {
        try (GrowableSegment segment = open(UNIT, UNIT)) {
            segment.segment().fill((byte) 0x5A);
            assertThat(pool.usedBytes()).isEqualTo(UNIT);
            long[] found = new long[1];
            pool.forEachBlock((address, byteSize, leased) -> found[0] = address - pool.baseAddress());
            assertThat(pool.memory().asSlice(found[0], UNIT).mismatch(segment.segment())).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("grows where it is, by what lies behind it and by what lies elsewhere; segments of before stay valid")
    void grows() {
        try (GrowableSegment segment = open(100, 4 * MIB)) {
            long address = segment.address();
            MemorySegment first = segment.segment();
            stamp(first, 0);
            assertThat(segment.grow(UNIT)).isEqualTo(GrowthWay.ROOM);
            assertThat(segment.grow(3 * UNIT)).isEqualTo(GrowthWay.EXTENDED);
            assertThat(segment.mappings()).isOne();
            stamp(segment.segment(), 96);
            comb();
            assertThat(segment.grow(MIB + 1)).isEqualTo(GrowthWay.STITCHED);
            stamp(segment.segment(), 3 * UNIT);
            assertThat(segment.address()).isEqualTo(address);
            assertThat(segment.byteSize()).isEqualTo(MIB + 1);
            check(segment.segment());
            assertThat(first.get(JAVA_LONG, 88)).as("a segment of before").isEqualTo(88 ^ 0x5DEECE66DL);
            assertThat(pool.usedBytes() - taken.size() * UNIT).as("old and new are not held both")
                    .isEqualTo(MIB + UNIT);
        }
    }

    @Test
    @DisplayName("shrinks to the unit; segments of before end, so that none can reach what is gone")
    void shrinks() {
        comb();
        long before = pool.usedBytes();
        try (GrowableSegment segment = open(20 * UNIT, 40 * UNIT)) {
            MemorySegment old = segment.segment();
            stamp(old, 0);
            segment.shrink(7 * UNIT + 9);
            assertThatIllegalStateException().isThrownBy(() -> old.get(JAVA_BYTE, 0));
            assertThat(pool.usedBytes() - before).isEqualTo(8 * UNIT);
            assertThat(maps.taken()).isEqualTo(9);
            check(segment.segment());
            segment.grow(40 * UNIT);
            stamp(segment.segment(), 0);
            check(segment.segment());
            segment.shrink(1);
            assertThat(pool.usedBytes() - before).isEqualTo(UNIT);
        }
        assertThat(pool.usedBytes()).isEqualTo(before);
    }

    @Test
    @DisplayName("a piece that is cut keeps its beginning")
    void cutsAPiece() {
        try (GrowableSegment segment = open(64 * UNIT, 64 * UNIT)) {
            stamp(segment.segment(), 0);
            segment.shrink(5 * UNIT);
            assertThat(segment.pieces()).isOne();
            assertThat(pool.usedBytes()).isEqualTo(5 * UNIT);
            check(segment.segment());
        }
    }

    @Test
    @DisplayName("is compacted for where too few mappings are left")
    void compacts() {
        try (MovableBlocks blocks = MovableBlocks.builder(pool).pageblock(64 << 10).build()) {
            for (int each = 0; each < 1024; each++) {
                blocks.allocate(UNIT);
                taken.add(pool.allocateAddress(UNIT));
            }
            taken.forEach(pool::free);
            taken.clear();
            MapBudget few = new MapBudget(() -> 8);
            try (GrowableSegment segment = GrowableSegment.builder(pool).mapBudget(few)
                    .compactWith(blocks, Budget.unlimited()).open(MIB)) {
                assertThat(segment.way()).isEqualTo(GrowthWay.COMPACTED);
                assertThat(segment.mappings()).isOne();
                stamp(segment.segment(), 0);
                check(segment.segment());
            }
            assertThat(few.taken()).isZero();
        }
    }

    @Test
    @DisplayName("is copied where too few mappings are left and nothing can be moved, and keeps its address")
    void copies() {
        comb();
        MapBudget few = new MapBudget(() -> 16);
        try (GrowableSegment segment = GrowableSegment.builder(pool).mapBudget(few).mostBytes(MIB).open(11 * UNIT)) {
            assertThat(few.taken()).isEqualTo(12);
            stamp(segment.segment(), 0);
            long address = segment.address();
            MemorySegment old = segment.segment();
            assertThatExceptionOfType(MapsExhaustedException.class).isThrownBy(() -> segment.grow(20 * UNIT))
                    .withMessageContaining("pool stitched has 36,864 bytes free in 9 pieces only")
                    .withMessageContaining("12 of the 12 mappings").withMessageContaining("vm.max_map_count")
                    .withMessageContaining("there is no block for a copy of the whole");
            check(segment.segment());
            assertThat(segment.byteSize()).isEqualTo(11 * UNIT);

            taken.subList(0, 100).forEach(pool::free);
            taken.subList(0, 100).clear();
            assertThat(segment.grow(20 * UNIT)).isEqualTo(GrowthWay.COPIED);
            assertThat(segment.address()).isEqualTo(address);
            check(old);
            stamp(segment.segment(), 11 * UNIT);
            check(segment.segment());
        }
        assertThat(few.taken()).isZero();
    }

    @Test
    @DisplayName("needs no more than what lives, whoever comes in whatever order: 128 MiB where blocks that cannot grow need 256")
    void expandableLayouts() {
        try (Pool tensors = Pool.builder().name("tensors").source(MemorySource.memfd("tensors")).capacity(128 * MIB)
                .purge(false).build()) {
            growTogether(tensors, 8, 16 * MIB).forEach(GrowableSegment::close);
            growTogether(tensors, 4, 32 * MIB).forEach(GrowableSegment::close);
            growTogether(tensors, 8, 16 * MIB).forEach(GrowableSegment::close);
            assertThat(tensors.committedBytes()).isEqualTo(128 * MIB);
        }
    }

    /** So many segments that grow to their size by turns, in four steps. */
    private static List<GrowableSegment> growTogether(Pool tensors, int count, long byteSize) {
        List<GrowableSegment> live = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            live.add(GrowableSegment.of(tensors, byteSize / 4, byteSize));
        }
        for (int step = 2; step <= 4; step++) {
            for (GrowableSegment segment : live) {
                segment.grow(byteSize * step / 4);
                segment.segment().set(JAVA_BYTE, segment.byteSize() - 1, (byte) step);
            }
        }
        live.forEach(segment -> assertThat(segment.segment().get(JAVA_BYTE, byteSize - 1)).isEqualTo((byte) 4));
        return live;
    }

    @Test
    @DisplayName("gets along with the purge: what it has stays, and what it gave back goes")
    void purged() {
        try (Pool purged =
                Pool.builder().name("purged").source(MemorySource.memfd("purged")).capacity(16 * MIB).build();
                GrowableSegment segment = GrowableSegment.of(purged, 8 * MIB)) {
            stamp(segment.segment(), 0);
            purged.trim();
            check(segment.segment());
            segment.shrink(4 * MIB);
            purged.trim();
            assertThat(purged.committedBytes()).isEqualTo(4 * MIB);
            check(segment.segment());
        }
    }

    @Test
    @DisplayName("is not in processes that are forked, and is untouched by them")
    void forked() throws Exception {
        comb();
        try (GrowableSegment segment = open(64 * UNIT, 64 * UNIT)) {
            stamp(segment.segment(), 0);
            assertThat(MappingFlags.at(segment.address() + 17 * UNIT)).contains(" dc");
            assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
            check(segment.segment());
        }
    }

    @Test
    @DisplayName("refuses sizes that there are not, and stays as it was")
    void badSizes() {
        assertThatIllegalArgumentException().isThrownBy(() -> open(0, MIB)).withMessageContaining("from 1 to");
        assertThatIllegalArgumentException().isThrownBy(() -> open(-5, MIB));
        assertThatIllegalArgumentException().isThrownBy(() -> open(8 * MIB + 1, 8 * MIB));
        assertThatIllegalArgumentException().isThrownBy(() -> open(1, 8 * MIB + 1))
                .withMessageContaining("capacity of pool stitched");
        assertThatIllegalArgumentException().isThrownBy(() -> open(2 * MIB, MIB)).withMessageContaining("at most");
        try (GrowableSegment segment = open(2 * UNIT, 4 * UNIT)) {
            stamp(segment.segment(), 0);
            assertThatIllegalArgumentException().isThrownBy(() -> segment.grow(4 * UNIT + 1))
                    .withMessageContaining("its most");
            assertThatIllegalArgumentException().isThrownBy(() -> segment.grow(UNIT));
            assertThatIllegalArgumentException().isThrownBy(() -> segment.grow(Long.MAX_VALUE));
            assertThatIllegalArgumentException().isThrownBy(() -> segment.shrink(0));
            assertThatIllegalArgumentException().isThrownBy(() -> segment.shrink(2 * UNIT + 1));
            check(segment.segment());
        }
    }

    @Test
    @DisplayName("refuses to grow beyond what is free, and stays as it was")
    void tooLittleFree() {
        comb();
        try (GrowableSegment segment = open(MIB, 8 * MIB)) {
            stamp(segment.segment(), 0);
            long used = pool.usedBytes();
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> segment.grow(5 * MIB));
            assertThat(pool.usedBytes()).isEqualTo(used);
            check(segment.segment());
        }
    }

    @Test
    @DisplayName("asks the pool's listeners for room, and takes what they free where it lies apart")
    void pressure() {
        comb();
        try (GrowableSegment segment = open(4 * MIB, 8 * MIB)) {
            pool.addPressureListener((asking, bytes) -> {
                for (int each = 0; each < 64 && !taken.isEmpty(); each++) {
                    asking.free(taken.remove(each));
                }
            });
            segment.grow(4 * MIB + 60 * UNIT);
            assertThat(segment.byteSize()).isEqualTo(4 * MIB + 60 * UNIT);
        }
    }

    @Test
    @DisplayName("is closed once, and neither used nor grown afterwards")
    void closed() {
        GrowableSegment segment = open(UNIT, MIB);
        MemorySegment memory = segment.segment();
        segment.close();
        assertThatIllegalStateException().isThrownBy(() -> memory.get(JAVA_BYTE, 0));
        assertThatIllegalStateException().isThrownBy(segment::close).withMessageContaining("close a segment once");
        assertThatIllegalStateException().isThrownBy(segment::segment);
        assertThatIllegalStateException().isThrownBy(segment::address);
        assertThatIllegalStateException().isThrownBy(() -> segment.grow(MIB));
        assertThatIllegalStateException().isThrownBy(() -> segment.shrink(1));
    }

    @Test
    @DisplayName("is neither closed nor cut while a foreign call uses it")
    void inUse() throws Exception {
        GrowableSegment segment = open(MIB, MIB);
        stamp(segment.segment(), 0);
        Pipe pipe = Pipe.open();
        ByteBuffer all = segment.segment().asByteBuffer();
        Thread writer = Thread.ofPlatform().start(() -> {
            try (Pipe.SinkChannel sink = pipe.sink()) {
                while (all.hasRemaining()) {
                    sink.write(all);
                }
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        Patience.waitUntil(() -> List.of(writer.getStackTrace()).toString().contains("write0"));
        assertThatIllegalStateException().isThrownBy(segment::close);
        assertThatIllegalStateException().isThrownBy(() -> segment.shrink(1));
        check(segment.segment());
        ByteBuffer sink = ByteBuffer.allocate(1 << 16);
        while (pipe.source().read(sink.clear()) >= 0) {
            assertThat(segment.byteSize()).isEqualTo(MIB);
        }
        writer.join();
        pipe.source().close();
        segment.close();
    }

    @Test
    @DisplayName("says what is missing where memory cannot be mapped a second time")
    void refusedElsewhere() {
        try (Pool anonymous = Pool.builder().name("private").capacity(MIB).build();
                Pool portable = Pool.builder().name("portable").capacity(MIB)
                        .operatingSystem(OperatingSystem.portable()).build()) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> GrowableSegment.of(anonymous, 1))
                    .withMessageContaining("pool private").withMessageContaining("MemorySource.memfd");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> GrowableSegment.of(portable, 1)).withMessageContaining("portable");
        }
    }

    @Test
    @DisplayName("refuses movable blocks of another pool")
    void foreignBlocks() {
        try (Pool other = Pool.builder().capacity(MIB).build(); MovableBlocks blocks = MovableBlocks.over(other)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GrowableSegment.builder(pool).compactWith(blocks, Budget.unlimited()))
                    .withMessageContaining("must be of the same");
        }
    }

    @Test
    @DisplayName("of a pool of small units is cut at pages")
    void smallUnits() {
        try (Pool small = Pool.builder().name("small").source(MemorySource.memfd("small")).capacity(MIB).unit(64)
                .purge(false).build()) {
            List<Long> fixed = new ArrayList<>();
            for (long at = 8192 - 64; at < MIB; at += 8192) {
                fixed.add(small.baseAddress() + at);
                assertThat(small.tryAllocateAt(small.baseAddress() + at, 64)).isTrue();
            }
            try (GrowableSegment segment = GrowableSegment.of(small, 3 * 4096 + 1, 64 * 4096)) {
                stamp(segment.segment(), 0);
                segment.grow(64 * 4096);
                stamp(segment.segment(), 3 * 4096);
                check(segment.segment());
                segment.shrink(4097);
                check(segment.segment());
                assertThat(small.usedBytes()).isEqualTo(2 * 4096 + fixed.size() * 64L);
            }
            fixed.forEach(small::free);
            assertThat(small.usedBytes()).isZero();
        }
    }

    @Test
    @DisplayName("is read and written by others while it grows")
    void usedWhileItGrows() throws Exception {
        comb();
        try (GrowableSegment segment = open(UNIT, 3 * MIB)) {
            MemorySegment first = segment.segment();
            AtomicBoolean grown = new AtomicBoolean();
            List<Callable<Void>> threads = new ArrayList<>();
            for (int user = 0; user < 2; user++) {
                long at = user * 8L;
                threads.add(() -> {
                    for (long round = 0; !grown.get() || round < 1000; round++) {
                        first.set(JAVA_LONG, at, round);
                        assertThat(first.get(JAVA_LONG, at)).isEqualTo(round);
                    }
                    return null;
                });
            }
            threads.add(() -> {
                for (long size = UNIT; size <= 3 * MIB; size += 3 * UNIT) {
                    segment.grow(size);
                    MemorySegment all = segment.segment();
                    all.set(JAVA_BYTE, all.byteSize() - 1, (byte) 1);
                }
                grown.set(true);
                return null;
            });
            Together.run(threads);
        }
    }

    @Test
    @DisplayName("is grown, cut and looked at by many at once")
    void manyGrowIt() throws Exception {
        comb();
        try (GrowableSegment segment = open(UNIT, MIB)) {
            List<Callable<Void>> threads = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                threads.add(() -> {
                    for (int round = 0; round < 300; round++) {
                        growOrCut(segment, 1 + random.nextLong(MIB));
                    }
                    return null;
                });
            }
            Together.run(threads);
            assertThat(pool.usedBytes()).isEqualTo(taken.size() * UNIT + (segment.byteSize() + UNIT - 1 & -UNIT));
        }
    }

    /** Others may have made it longer or shorter meanwhile. */
    private static void growOrCut(GrowableSegment segment, long byteSize) {
        try {
            if (byteSize >= segment.byteSize()) {
                segment.grow(byteSize);
            } else {
                segment.shrink(byteSize);
            }
        } catch (IllegalArgumentException others) {
            assertThat(others).hasMessageContaining("cannot");
        }
    }
}
