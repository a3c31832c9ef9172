package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the size asked for promises of an address, and which sizes a free takes for right. */
@DisplayName("A size that a heap is asked for")
class HeapSizesTest {
    private static final long SEED = Long.getLong("cleave.heap.seed", System.nanoTime());

    private final Pool pool = Pool.builder().name("sizes").capacity(4 << 20).purge(false).build();

    @AfterEach
    void nothingIsLost() {
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.close();
    }

    private Heap heap(SafetyLevel level) {
        return Heap.builder(pool).safety(level).reportLeaks(false).build();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("lies at a multiple of 16 where it is one, and of 8 else, in a pool that runs full too")
    void isAligned(SafetyLevel level) {
        Random random = new Random(SEED);
        try (Heap heap = heap(level)) {
            long larger = heap.allocate(72);
            long address = heap.allocate(1);
            while (address != 0) {
                long byteSize = 1L + random.nextInt(random.nextBoolean() ? 64 : 700);
                address = heap.tryAllocate(byteSize);
                assertThat(address % (byteSize % 16 == 0 ? 16 : 8)).as("seed %d, %d bytes", SEED, byteSize).isZero();
            }
            heap.free(larger);
        }
    }

    @Test
    @DisplayName("lies at a multiple of 16 where it is one, though its slot is borrowed of a class whose slots do not")
    void isAlignedWhereBorrowed() {
        try (Heap heap = heap(SafetyLevel.FAST)) {
            List<Long> lent = new ArrayList<>();
            for (int each = 0; each < 64; each++) {
                lent.add(heap.allocate(24));
            }
            while (heap.tryAllocate(4096) != 0) {
                assertThat(lent).isNotEmpty();
            }
            for (int each = 0; each < 64; each += 2) {
                heap.free(lent.get(each));
            }
            for (long address = heap.tryAllocate(16); address != 0; address = heap.tryAllocate(16)) {
                assertThat(address % 16).isZero();
                heap.free(address, 16);
                address = heap.allocate(8);
                assertThat(address % 8).isZero();
                assertThat(heap.usableBytes(address)).as("borrowed").isEqualTo(24);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("frees its block, whatever the alignment asked for with it, or that it was reallocated to")
    void freesItsBlock(SafetyLevel level) {
        Random random = new Random(SEED);
        try (Heap heap = heap(level)) {
            heap.free(heap.allocate(100, 1024), 100);
            for (int round = 0; round < 3_000; round++) {
                long byteSize = 1L + random.nextInt(1 << random.nextInt(18));
                long alignment = 1L << random.nextInt(16);
                long address = heap.allocate(byteSize, alignment);
                String what = "seed " + SEED + ": " + byteSize + " at " + alignment;
                if (random.nextBoolean()) {
                    byteSize = 1L + random.nextInt(1 << random.nextInt(18));
                    address = heap.reallocate(address, byteSize);
                    what += " reallocated to " + byteSize;
                }
                long freed = address;
                long right = byteSize;
                assertThatExceptionOfType(InvalidAddressException.class).as(what)
                        .isThrownBy(() -> heap.free(freed, heap.usableBytes(freed) + 1))
                        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.OTHER_SIZE));
                heap.free(freed, right);
            }
            assertThat(heap.usage().liveBlocks()).isZero();
        }
    }

    @Test
    @DisplayName("frees its block, though its slot is borrowed of a larger class, or its units are a spare's")
    void freesWhatIsLarger() {
        try (Heap heap = heap(SafetyLevel.FAST)) {
            heap.free(heap.allocate(44 << 10));
            long spare = heap.allocate(40 << 10);
            assertThat(heap.usableBytes(spare)).isEqualTo(44 << 10);
            heap.free(spare, 40 << 10);

            long lender = heap.allocate(72);
            while (heap.tryAllocate(4096) != 0) {
                assertThat(lender).isNotZero();
            }
            heap.free(lender);
            long borrowed = heap.allocate(8);
            assertThat(heap.usableBytes(borrowed)).isEqualTo(72);
            heap.free(borrowed, 8);
        }
    }

    @Test
    @DisplayName("is refused where no request for it can have been given this room, and the refusal names heap and sizes")
    void isRefused() {
        try (Heap heap = heap(SafetyLevel.FAST)) {
            long small = heap.allocate(100);
            long large = heap.allocate(100_000);
            for (long byteSize : new long[] {1, 47, 48, 105, 1000, 50_000, Long.MAX_VALUE}) {
                assertThatExceptionOfType(InvalidAddressException.class).as("%d bytes", byteSize)
                        .isThrownBy(() -> heap.free(small, byteSize))
                        .withMessageContaining("104 bytes").withMessageContaining("by " + byteSize + " bytes")
                        .withMessageContaining("the heap over pool sizes");
            }
            for (long byteSize : new long[] {1, 50, 32_768, 80_000, 102_401, Long.MAX_VALUE}) {
                assertThatExceptionOfType(InvalidAddressException.class).as("%d bytes", byteSize)
                        .isThrownBy(() -> heap.free(large, byteSize));
            }
            for (long byteSize : new long[] {0, -1, Long.MIN_VALUE}) {
                assertThatIllegalArgumentException().isThrownBy(() -> heap.free(small, byteSize))
                        .withMessageContaining("the heap over pool sizes has no blocks of " + byteSize + " bytes");
            }
            heap.free(small, 49);
            heap.free(large, 100_000);
        }
    }
}
