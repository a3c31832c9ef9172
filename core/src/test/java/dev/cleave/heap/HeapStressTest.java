package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads that allocate, stamp, check, exchange and free, in a pool so small that it is full now and then. Each block begins and ends with its
 * holder's mark: two holders of one byte would see each other's.
 */
@DisplayName("A heap under stress")
class HeapStressTest {
    private static final int THREADS = 4;
    private static final int OPERATIONS = 60_000;
    private static final int LIVE = 200;
    private static final long SEED = Long.getLong("cleave.stress.seed", System.nanoTime());

    private final Pool pool = Pool.builder().capacity(6 << 20).purge(false).build();

    /** Blocks in nobody's hands: address and size in turns, taken and put by exchanging. */
    private final AtomicLongArray market = new AtomicLongArray(64);

    @ParameterizedTest
    @EnumSource(SafetyLevel.class)
    @DisplayName("gives no byte to two, loses none, and is whole when all is freed")
    void keepsBytesApart(SafetyLevel level) throws Exception {
        System.out.println("cleave.stress.seed=" + SEED);
        try (Heap heap = Heap.builder(pool).stripes(2).safety(level).build();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                long seed = SEED + thread;
                running.add(threads.submit(() -> new Worker(heap, seed).run()));
            }
            for (Future<?> each : running) {
                each.get();
            }
            for (int place = 0; place < market.length(); place++) {
                long packed = market.get(place);
                if (packed != 0) {
                    heap.free(addressOf(packed));
                }
            }
            heap.trim();
            assertThat(heap.usage().liveBlocks()).isZero();
            assertThat(heap.safetyUsage()).isEqualTo(new SafetyUsage(0, 0, 0));
            assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
            pool.space().verify();
        }
        pool.close();
    }

    @ParameterizedTest
    @EnumSource(SafetyLevel.class)
    @DisplayName("refuses all but one of those who free one block at once")
    void refusesRacingFrees(SafetyLevel level) throws ExecutionException, InterruptedException {
        try (Heap heap = Heap.builder(pool).safety(level).build();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            long kept = heap.allocate(64);
            for (int race = 0; race < 5_000; race++) {
                long byteSize = race % 3 == 0 ? 40_000 : 64;
                long address = heap.allocate(byteSize);
                Future<Boolean> other = threads.submit(() -> freed(heap, address));
                boolean mine = freed(heap, address);
                assertThat(mine ^ other.get()).as("exactly one frees it, race %d", race).isTrue();
            }
            heap.free(kept);
            heap.trim();
            assertThat(heap.usage().liveBlocks()).isZero();
        }
        pool.close();
    }

    /** Race 8 of the package. */
    @Test
    @DisplayName("lets one of a free and a reallocation of one large block go first, and refuses the other or does it then")
    void refusesRacingReallocations() throws ExecutionException, InterruptedException {
        try (Heap heap = Heap.of(pool); ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int race = 0; race < 5_000; race++) {
                long address = heap.allocate(100_000);
                long byteSize = race % 2 == 0 ? 60_000 : 200_000;
                Future<Boolean> freed = threads.submit(() -> freed(heap, address));
                long resized;
                try {
                    resized = heap.reallocate(address, byteSize);
                } catch (InvalidAddressException refused) {
                    assertThat(freed.get()).as("refused as it was freed, race %d", race).isTrue();
                    continue;
                }
                if (!freed.get()) {
                    heap.free(resized, byteSize);
                }
                assertThat(heap.usage().liveBlocks()).as("race %d", race).isZero();
            }
            assertThat(heap.usage().liveBlocks()).isZero();
        }
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.space().verify();
        pool.close();
    }

    private static boolean freed(Heap heap, long address) {
        try {
            heap.free(address);
            return true;
        } catch (InvalidAddressException refused) {
            return false;
        }
    }

    private long pack(long address, int byteSize) {
        return address - pool.baseAddress() + 1 << 20 | byteSize;
    }

    private long addressOf(long packed) {
        return (packed >>> 20) - 1 + pool.baseAddress();
    }

    private static int bytesOf(long packed) {
        return (int) packed & (1 << 20) - 1;
    }

    /** One thread's work. */
    private final class Worker {
        private final Heap heap;
        private final RandomGenerator random;
        private final long mark;
        private final long[] blocks = new long[LIVE];

        Worker(Heap heap, long seed) {
            this.heap = heap;
            this.mark = seed;
            random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        }

        void run() {
            for (int operation = 0; operation < OPERATIONS; operation++) {
                int slot = random.nextInt(LIVE);
                if (blocks[slot] != 0 && random.nextInt(4) == 0) {
                    check(blocks[slot]);
                    blocks[slot] = resize(blocks[slot]);
                } else if (blocks[slot] != 0) {
                    check(blocks[slot]);
                    release(blocks[slot]);
                    blocks[slot] = 0;
                } else {
                    blocks[slot] = acquire();
                }
            }
            for (long packed : blocks) {
                if (packed != 0) {
                    check(packed);
                    heap.free(addressOf(packed));
                }
            }
        }

        private long acquire() {
            int byteSize = 1 + random.nextInt(8 << random.nextInt(14));
            long address = heap.tryAllocate(byteSize);
            if (address == 0) {
                return 0;
            }
            long packed = pack(address, byteSize);
            stamp(packed);
            return packed;
        }

        /** Longer or shorter, in place or elsewhere, with the first byte as it was; where the pool is full, as it was. */
        private long resize(long packed) {
            int byteSize = 1 + random.nextInt(Math.min(2 * bytesOf(packed), 200_000));
            long address;
            try {
                address = heap.reallocate(addressOf(packed), byteSize);
            } catch (PoolExhaustedException full) {
                check(packed);
                return packed;
            }
            check(pack(address, 1));
            long resized = pack(address, byteSize);
            stamp(resized);
            return resized;
        }

        /** To the heap, or to whoever comes by: then another thread frees it. */
        private void release(long packed) {
            if (random.nextBoolean()) {
                heap.free(addressOf(packed));
                return;
            }
            long other = market.getAndSet(random.nextInt(market.length()), packed);
            if (other != 0) {
                heap.free(addressOf(other));
            }
        }

        private void stamp(long packed) {
            MemorySegment block = block(packed);
            for (long offset = 0; offset < block.byteSize(); offset += Math.max(1, block.byteSize() - 1)) {
                block.set(ValueLayout.JAVA_BYTE, offset, (byte) mark);
            }
        }

        private void check(long packed) {
            MemorySegment block = block(packed);
            for (long offset = 0; offset < block.byteSize(); offset += Math.max(1, block.byteSize() - 1)) {
                assertThat(block.get(ValueLayout.JAVA_BYTE, offset)).as("byte %d of %s", offset, block)
                        .isEqualTo((byte) mark);
            }
        }

        private MemorySegment block(long packed) {
            return pool.memory().asSlice(addressOf(packed) - pool.baseAddress(), bytesOf(packed));
        }
    }
}
