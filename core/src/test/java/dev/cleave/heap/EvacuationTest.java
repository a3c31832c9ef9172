package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A heap whose blocks move")
class EvacuationTest {
    private static final long CAPACITY = 16 << 20;
    private static final int SMALL = 104;
    private static final int OTHER = 416;
    private static final long SEED = 11;

    private final Pool pool = Pool.builder().capacity(CAPACITY).budget(MemoryBudget.unlimited()).build();
    private final Heap heap = Heap.builder(pool).reportLeaks(false).build();

    /** The stamp of each block, by its address, in the order of allocation: the same in each run. */
    private final Map<Long, Long> blocks = new LinkedHashMap<>();

    private Random random = new Random(SEED);
    private long moves;

    @AfterEach
    void close() {
        heap.close();
        pool.space().verify();
        pool.close();
    }

    private MemorySegment at(long address) {
        return pool.memory().asSlice(address - pool.baseAddress());
    }

    private void fill(int byteSize) {
        for (long address = heap.tryAllocate(byteSize); address != 0; address = heap.tryAllocate(byteSize)) {
            stamp(address);
        }
    }

    private void stamp(long address) {
        long stamp = random.nextLong();
        at(address).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, stamp);
        blocks.put(address, stamp);
    }

    private void free(double share) {
        for (long address : blocks.keySet().toArray(Long[]::new)) {
            if (random.nextDouble() < share) {
                heap.free(address);
                blocks.remove(address);
            }
        }
    }

    private boolean move(long address, long byteSize) {
        Long stamp = blocks.get(address);
        long target = stamp == null ? 0 : heap.tryAllocate(byteSize);
        if (target == 0) {
            return false;
        }
        MemorySegment.copy(at(address), 0, at(target), 0, byteSize);
        heap.free(address);
        blocks.remove(address);
        blocks.put(target, stamp);
        moves++;
        return true;
    }

    private void requireStamps() {
        blocks.forEach(
                (address, stamp) -> assertThat(at(address).get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).isEqualTo(stamp));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {10, 11, 32, 50, 54, 99})
    @DisplayName("has room for large blocks as long as the bytes suffice, though small ones are scattered all over")
    void largeAmongScattered(long seed) {
        random = new Random(seed);
        fill(SMALL);
        free(0.75);
        assertThat(heap.tryAllocate(1 << 20)).as("room without a move").isZero();
        for (int large = 0; large < 11; large++) {
            long address = heap.allocateMoving((1 << 20) - 64, this::move);
            assertThat(address).as("large block %d", large).isNotZero();
            at(address).asSlice(0, (1 << 20) - 64).fill((byte) large);
        }
        requireStamps();
        assertThat(moves).isPositive();
    }

    @Test
    @DisplayName("gives 95 % of what small ones left to small ones of another size")
    void anotherSize() {
        fill(SMALL);
        free(0.8);
        long left = (long) blocks.size() * SMALL;
        long held = 0;
        for (long address = heap.allocateMoving(OTHER, this::move); address != 0; address =
                heap.allocateMoving(OTHER, this::move)) {
            held += OTHER;
            at(address).asSlice(0, OTHER).fill((byte) 1);
        }
        assertThat(held).isGreaterThan((CAPACITY - left) * 95 / 100);
        requireStamps();
    }

    @Test
    @DisplayName("moves large blocks out of the way as well")
    void largeOutOfTheWay() {
        fill(96 << 10);
        free(0.5);
        assertThat(heap.allocateMoving(4 << 20, this::move)).isNotZero();
        requireStamps();
    }

    @Test
    @DisplayName("has no room where a mover moves nothing, and nothing is changed")
    void nothingMoves() {
        fill(SMALL);
        free(0.75);
        HeapUsage before = heap.usage();
        assertThat(heap.allocateMoving(1 << 20, (address, byteSize) -> false)).isZero();
        assertThat(heap.usage().usedBytes()).isEqualTo(before.usedBytes());
        requireStamps();
        free(1);
        assertThat(heap.tryAllocate(CAPACITY / 2)).as("all of it coalesced").isNotZero();
    }

    @Test
    @DisplayName("is as it was, and moves again, after a mover threw")
    void moverThrows() {
        fill(SMALL);
        free(0.75);
        assertThatThrownBy(() -> heap.allocateMoving(1 << 20, (address, byteSize) -> {
            throw new IllegalStateException("thrown");
        })).isInstanceOf(IllegalStateException.class).hasMessage("thrown");
        assertThat(heap.allocateMoving(1 << 20, this::move)).isNotZero();
        requireStamps();
    }

    @Test
    @DisplayName("leaves blocks of others where they are")
    void others() {
        long strange = pool.allocateAddress(4096);
        fill(SMALL);
        free(0.75);
        assertThat(heap.allocateMoving(8 << 20, this::move)).isNotZero();
        requireStamps();
        pool.free(strange);
    }

    @Test
    @DisplayName("does not move blocks with a canary behind them, and says so")
    void hardened() {
        try (Heap hard = Heap.builder(pool).safety(SafetyLevel.HARDENED).build()) {
            assertThatThrownBy(() -> hard.allocateMoving(100, this::move))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("HARDENED");
        }
    }

    @Test
    @DisplayName("moves nothing for a request of its mover's own")
    void withinAMove() {
        fill(SMALL);
        free(0.75);
        long[] inner = {-1};
        long address = heap.allocateMoving(1 << 20, (from, byteSize) -> {
            inner[0] = heap.allocateMoving(2 << 20, this::move);
            return move(from, byteSize);
        });
        assertThat(address).isNotZero();
        assertThat(inner[0]).isZero();
        assertThatThrownBy(() -> heap.allocate(CAPACITY)).isInstanceOf(PoolExhaustedException.class);
    }
}
