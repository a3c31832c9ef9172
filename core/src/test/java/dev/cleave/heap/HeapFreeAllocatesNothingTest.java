package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gives memory back needs none of the Java heap: it is what is called when that is full. */
@DisplayName("Giving memory back allocates nothing on the Java heap:")
class HeapFreeAllocatesNothingTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 400;
    private static final int BLOCKS = 200;

    private final Pool pool = Pool.builder().capacity(256 << 20).purge(false).build();
    private final long[] blocks = new long[BLOCKS];

    /** Bytes that the current thread allocates in a piece of work. */
    private static long allocatedBy(Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @ParameterizedTest
    @CsvSource({"FAST, 16", "FAST, 3000", "FAST, 40000", "FAST, 300000", "HARDENED, 16", "HARDENED, 3000",
        "HARDENED, 40000", "HARDENED, 300000", "CHECKED, 16", "CHECKED, 3000", "CHECKED, 40000"})
    @DisplayName("a free, and of a block without a segment at any level")
    void free(SafetyLevel level, long byteSize) {
        try (Heap heap = Heap.builder(pool).safety(level).build()) {
            long allocated = 0;
            Runnable frees = () -> {
                for (long block : blocks) {
                    heap.free(block);
                }
            };
            for (int round = 0; round < ROUNDS; round++) {
                for (int each = 0; each < BLOCKS; each++) {
                    blocks[each] = heap.allocate(byteSize);
                }
                allocated = allocatedBy(frees);
            }
            assertThat(allocated).as("bytes of %d frees", BLOCKS).isZero();
        }
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({"FAST", "HARDENED"})
    @DisplayName("a trim")
    void trim(SafetyLevel level) {
        try (Heap heap = Heap.builder(pool).safety(level).build()) {
            long allocated = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (int each = 0; each < BLOCKS; each++) {
                    heap.free(heap.allocate(each * 500 + 1));
                }
                allocated = allocatedBy(heap::trim);
                assertThat(heap.usage().blockBytes()).isZero();
            }
            assertThat(allocated).as("bytes of a trim").isZero();
        }
        pool.close();
    }

    /** The JDK's own arenas allocate nothing at their end either, but those that are shared, which shake hands with every thread. */
    @ParameterizedTest
    @CsvSource({"CONFINED, FAST", "TRUSTED, FAST", "CONFINED, HARDENED", "TRUSTED, HARDENED", "CONFINED, CHECKED",
        "TRUSTED, CHECKED"})
    @DisplayName("the close of an arena, at any level")
    void closeOfAnArena(HeapArenaTest.Kind kind, SafetyLevel level) {
        try (Heap heap = Heap.builder(pool).safety(level).build()) {
            MemorySegment[] segments = new MemorySegment[BLOCKS];
            long allocated = 0;
            for (int round = 0; round < ROUNDS; round++) {
                HeapArena arena = kind.open(heap);
                for (int each = 0; each < BLOCKS; each++) {
                    segments[each] = arena.allocate(each * 500 + 1);
                }
                allocated = allocatedBy(arena::close);
            }
            assertThat(allocated).as("bytes of a close").isZero();
        }
        pool.close();
    }

    @Test
    @DisplayName("the close of a heap, but for leaving its pool's listeners")
    void closeOfAHeap() {
        long allocated = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Heap heap = Heap.of(pool);
            for (int each = 0; each < 20; each++) {
                heap.free(heap.allocate(each * 5_000 + 1));
            }
            heap.free(heap.allocate(100_000));
            allocated = allocatedBy(heap::close);
        }
        assertThat(allocated).as("bytes of a close").isLessThan(1_000);
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.close();
    }
}
