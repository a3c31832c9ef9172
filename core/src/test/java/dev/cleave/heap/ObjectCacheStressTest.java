package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Threads that take, mark, check, exchange and give back, beside others that use the same heap and trim, in a pool that is full now and then. Each object says
 * whether it is constructed and who holds it: constructor and destructor, and each holder, find what the one before left.
 */
@DisplayName("An object cache under stress")
class ObjectCacheStressTest {
    private static final int OPERATIONS = 60_000;
    private static final long CONSTRUCTED = 0x5EED;
    private static final long SEED = Long.getLong("cleave.stress.seed", System.nanoTime());

    private final Pool pool = Pool.builder().capacity(2 << 20).purge(false).build();
    private final Heap heap = Heap.builder(pool).stripes(2).build();
    private final AtomicLongArray market = new AtomicLongArray(32);

    private final ObjectCache cache = ObjectCache.builder(heap, 120)
            .constructor(object -> swing(object, object.get(JAVA_LONG, 0), CONSTRUCTED))
            .destructor(object -> swing(object, CONSTRUCTED, 0)).build();

    /** An object goes from one state to another: the one it should be in is checked, but by the constructor, which finds anything. */
    private static void swing(MemorySegment object, long expected, long now) {
        if (object.get(JAVA_LONG, 0) != expected
                || expected == CONSTRUCTED && object.get(JAVA_LONG, 112) != CONSTRUCTED) {
            throw new AssertionError("seed " + SEED + ": " + object + " is " + object.get(JAVA_LONG, 0) + ", not "
                    + expected);
        }
        object.set(JAVA_LONG, 0, now);
        object.set(JAVA_LONG, 112, now);
    }

    private MemorySegment at(long address) {
        return pool.memory().asSlice(address - pool.baseAddress(), 120);
    }

    @Test
    @DisplayName("gives no object to two, keeps every one constructed, and is whole when all is given back")
    void keepsObjectsApart() throws Exception {
        System.out.println("cleave.stress.seed=" + SEED);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                long holder = thread + 1L;
                running.add(threads.submit(() -> use(holder)));
            }
            running.add(threads.submit(this::disturb));
            for (Future<?> each : running) {
                each.get();
            }
        }
        for (int place = 0; place < market.length(); place++) {
            giveBack(market.get(place));
        }
        end();
    }

    private void use(long holder) {
        SplittableRandom random = new SplittableRandom(SEED + holder);
        long[] mine = new long[600];
        for (int operation = 0; operation < OPERATIONS; operation++) {
            int place = random.nextInt(operation / 10_000 % 2 == 0 ? mine.length : 20);
            if (mine[place] == 0) {
                mine[place] = cache.tryTake();
                if (mine[place] != 0) {
                    swing(at(mine[place]), CONSTRUCTED, holder);
                }
            } else {
                swing(at(mine[place]), holder, CONSTRUCTED);
                giveBack(random.nextBoolean()
                        ? mine[place]
                        : market.getAndSet(random.nextInt(market.length()), mine[place]));
                mine[place] = 0;
            }
        }
        for (long object : mine) {
            if (object != 0) {
                swing(at(object), holder, CONSTRUCTED);
                cache.give(object);
            }
        }
    }

    private void giveBack(long object) {
        if (object != 0) {
            cache.give(object);
        }
    }

    /** Uses up the pool with slots and large blocks of the heap, and trims. */
    private void disturb() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 300; round++) {
            List<Long> blocks = new ArrayList<>();
            for (long block = 1; block != 0 && blocks.size() < 400;) {
                block = heap.tryAllocate(1 + random.nextInt(round % 3 == 0 ? 60_000 : 1_000));
                if (block != 0) {
                    pool.memory().set(JAVA_BYTE, block - pool.baseAddress(), (byte) -1);
                    blocks.add(block);
                }
            }
            cache.trim();
            blocks.forEach(heap::free);
            heap.trim();
        }
    }

    @Test
    @DisplayName("refuses all but one of those who give one object back at once")
    void refusesRacingGives() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            long kept = cache.take();
            for (int race = 0; race < 5_000; race++) {
                long object = cache.take();
                Future<Boolean> other = threads.submit(() -> given(object));
                boolean mine = given(object);
                assertThat(mine ^ other.get()).as("exactly one gives it back, race %d", race).isTrue();
            }
            cache.give(kept);
        }
        end();
    }

    private boolean given(long object) {
        try {
            cache.give(object);
            return true;
        } catch (InvalidAddressException refused) {
            return false;
        }
    }

    @Test
    @DisplayName("serves a thousand virtual threads")
    void aThousandVirtualThreads() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int task = 0; task < 1_000; task++) {
                long holder = task + 1L;
                running.add(threads.submit(() -> {
                    for (int round = 0; round < 20; round++) {
                        long object = cache.take();
                        swing(at(object), CONSTRUCTED, holder);
                        Thread.yield();
                        swing(at(object), holder, CONSTRUCTED);
                        cache.give(object);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        end();
    }

    private void end() {
        assertThat(cache.usage().takenObjects()).isZero();
        cache.close();
        assertThat(cache.usage().constructed()).isEqualTo(cache.usage().destructed());
        heap.close();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.space().verify();
        pool.close();
    }
}
