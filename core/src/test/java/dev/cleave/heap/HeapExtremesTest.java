package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sizes and alignments that nobody means: negative, 0, around each power of two, at the ends of what a {@code long} can say. Every call either
 * serves what was asked or refuses it, and what lives beside it keeps its bytes, its size and its address.
 */
@DisplayName("A heap that is asked for extreme sizes and alignments")
class HeapExtremesTest {
    private static final long CAPACITY = 4 << 20;
    private static final int ROUNDS = 3_000;
    private static final long SEED = Long.getLong("cleave.heap.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final List<Guard> guards = new ArrayList<>();

    /** A live block with a stamp on each byte. */
    private record Guard(long address, long byteSize, byte stamp) {}

    @ParameterizedTest
    @EnumSource
    @DisplayName("serves or refuses each, and harms nothing")
    void servesOrRefuses(SafetyLevel level) {
        try (Pool pool = Pool.builder().capacity(CAPACITY).purge(false).build()) {
            try (Heap heap = Heap.builder(pool).safety(level).build()) {
                for (long byteSize : new long[] {1, 100, 4096, 32_760, 32_768, 40_000, 300_000}) {
                    guards.add(guard(pool, heap, byteSize));
                }
                for (int round = 0; round < ROUNDS; round++) {
                    String what = ask(pool, heap);
                    assertUnharmed(pool, heap, what);
                }
                for (Guard guard : guards) {
                    heap.free(guard.address, guard.byteSize);
                }
                assertThat(heap.leaks().isEmpty()).as("seed %d: %s", SEED, heap.leaks()).isTrue();
            }
            assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
            pool.space().verify();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 8, 12, 16, 20, 28, 64, 68})
    @DisplayName("serves or refuses any size in pools of a few units, and gives all of it back")
    void tinyPools(long kibibytes) {
        for (SafetyLevel level : SafetyLevel.values()) {
            try (Pool pool = Pool.builder().capacity(kibibytes << 10).purge(false).build()) {
                try (Heap heap = Heap.builder(pool).safety(level).build()) {
                    for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
                        int byteSize = SizeClasses.bytes(sizeClass);
                        boolean served = askOnce(() -> heap.tryAllocate(byteSize - 1L), heap);
                        served |= askOnce(() -> heap.allocate(byteSize), heap);
                        served |= askOnce(() -> heap.allocate(byteSize, 64), heap);
                        assertThat(served || byteSize > (kibibytes << 10) / 2).as("%d bytes", byteSize).isTrue();
                        takeAndGiveObjects(heap, byteSize);
                    }
                }
                assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
            }
        }
    }

    /** Answers whether it was served; frees what was. */
    private static boolean askOnce(LongSupplier request, Heap heap) {
        try {
            long address = request.getAsLong();
            heap.free(address);
            return address != 0;
        } catch (PoolExhaustedException | IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("bytes");
            return false;
        }
    }

    private static void takeAndGiveObjects(Heap heap, int byteSize) {
        try (ObjectCache cache = ObjectCache.builder(heap, byteSize).build()) {
            List<Long> objects = new ArrayList<>();
            for (long object = cache.tryTake(); object != 0; object = cache.tryTake()) {
                objects.add(object);
            }
            objects.forEach(cache::give);
        }
    }

    private Guard guard(Pool pool, Heap heap, long byteSize) {
        byte stamp = (byte) (guards.size() + 1);
        long address = heap.allocate(byteSize);
        bytes(pool, address, byteSize).fill(stamp);
        return new Guard(address, byteSize, stamp);
    }

    private static MemorySegment bytes(Pool pool, long address, long byteSize) {
        return pool.memory().asSlice(address - pool.baseAddress(), byteSize);
    }

    private void assertUnharmed(Pool pool, Heap heap, String what) {
        for (Guard guard : guards) {
            MemorySegment block = bytes(pool, guard.address, guard.byteSize);
            assertThat(heap.usableBytes(guard.address)).as("seed %d, %s", SEED, what)
                    .isGreaterThanOrEqualTo(guard.byteSize);
            assertThat(block.get(JAVA_BYTE, 0)).as("seed %d, %s", SEED, what).isEqualTo(guard.stamp);
            assertThat(block.get(JAVA_BYTE, guard.byteSize - 1)).as("seed %d, %s", SEED, what).isEqualTo(guard.stamp);
        }
    }

    /** Calls one public method with extremes; whatever it hands out is freed again. Answers what was called. */
    private String ask(Pool pool, Heap heap) {
        long byteSize = extreme();
        long alignment = extreme();
        return switch (random.nextInt(10)) {
            case 0 -> freed(heap, byteSize, () -> heap.allocate(byteSize), "allocate(" + byteSize + ")");
            case 1 -> freed(heap, byteSize, () -> heap.allocate(byteSize, alignment),
                    "allocate(" + byteSize + ", " + alignment + ")");
            case 2 -> freed(heap, byteSize, () -> heap.tryAllocate(byteSize), "tryAllocate(" + byteSize + ")");
            case 3 -> segment(heap, byteSize, () -> heap.allocateSegment(byteSize));
            case 4 -> segment(heap, byteSize, () -> heap.allocateSegment(byteSize, alignment));
            case 5 -> segment(heap, byteSize, () -> heap.segmentAllocator().allocate(byteSize, alignment));
            case 6 -> segment(heap, 8 * byteSize, () -> heap.segmentAllocator().allocate(JAVA_LONG, byteSize));
            case 7 -> sizedFree(heap, byteSize);
            case 8 -> reallocation(pool, heap, byteSize);
            default -> arena(heap, byteSize, alignment);
        };
    }

    /** Sizes near the ends of what a {@code long} can say, near powers of two, or just any. */
    private long extreme() {
        int near = random.nextInt(9) - 4;
        return switch (random.nextInt(5)) {
            case 0 -> near;
            case 1 -> Long.MAX_VALUE - 4 + near;
            case 2 -> Long.MIN_VALUE + 4 + near;
            case 3 -> (1L << random.nextInt(64)) + (random.nextBoolean() ? 0 : near);
            default -> random.nextLong();
        };
    }

    private static boolean isServed(long byteSize) {
        return byteSize >= 1 && byteSize <= CAPACITY;
    }

    private static String freed(Heap heap, long byteSize, LongSupplier call, String what) {
        try {
            long address = call.getAsLong();
            if (address != 0) {
                assertThat(isServed(byteSize)).as(what).isTrue();
                assertThat(heap.usableBytes(address)).as(what).isGreaterThanOrEqualTo(byteSize);
                heap.free(address, byteSize);
            }
        } catch (IllegalArgumentException | PoolExhaustedException refused) {
            assertThat(refused).as(what).isNotInstanceOf(InvalidAddressException.class);
        }
        return what;
    }

    /** A call that hands a segment out. */
    private interface SegmentCall {
        MemorySegment call();
    }

    private static String segment(Heap heap, long byteSize, SegmentCall call) {
        String what = "a segment of " + byteSize;
        try {
            MemorySegment block = call.call();
            assertThat(block.byteSize()).as(what).isEqualTo(byteSize);
            heap.free(block);
        } catch (IllegalArgumentException | PoolExhaustedException refused) {
            assertThat(refused).as(what).isNotInstanceOf(InvalidAddressException.class);
        }
        return what;
    }

    private String sizedFree(Heap heap, long byteSize) {
        Guard guard = guards.get(random.nextInt(guards.size()));
        String what = "free(…, " + byteSize + ") of a block of " + guard.byteSize;
        if (byteSize <= 0 || byteSize > heap.usableBytes(guard.address)) {
            try {
                heap.free(guard.address, byteSize);
                throw new AssertionError(what + " was not refused");
            } catch (IllegalArgumentException refused) {
                assertThat(refused).as(what).hasMessageContaining(Long.toString(byteSize));
            }
        }
        return what;
    }

    /** A block that was reallocated is another guard's from then on. */
    private String reallocation(Pool pool, Heap heap, long byteSize) {
        int index = random.nextInt(guards.size());
        Guard guard = guards.get(index);
        String what = "reallocate(…, " + byteSize + ") of a block of " + guard.byteSize;
        try {
            long moved = heap.reallocate(guard.address, byteSize);
            assertThat(isServed(byteSize)).as(what).isTrue();
            assertThat(bytes(pool, moved, byteSize).get(JAVA_BYTE, 0)).as(what).isEqualTo(guard.stamp);
            bytes(pool, moved, byteSize).fill(guard.stamp);
            guards.set(index, new Guard(moved, byteSize, guard.stamp));
        } catch (IllegalArgumentException | PoolExhaustedException refused) {
            assertThat(refused).as(what).isNotInstanceOf(InvalidAddressException.class);
        }
        return what;
    }

    private String arena(Heap heap, long byteSize, long alignment) {
        String what = "an arena's segment of " + byteSize + " at " + alignment;
        try (HeapArena arena = random.nextBoolean() ? HeapArena.ofConfined(heap) : HeapArena.ofTrusted(heap)) {
            try {
                MemorySegment segment = random.nextBoolean()
                        ? arena.allocate(byteSize, alignment)
                        : arena.allocate(MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG), byteSize);
                assertThat(segment.byteSize()).as(what).isIn(byteSize, 16 * byteSize);
            } catch (IllegalArgumentException | PoolExhaustedException refused) {
                assertThat(refused).as(what).isNotInstanceOf(InvalidAddressException.class);
            }
        }
        return what;
    }
}
