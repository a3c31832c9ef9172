package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.StackEnd;
import dev.cleave.memory.Pool;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads that use a heap and an object cache at the end of their stacks. What may be lost is a
 * block for each end of the stack, in pool or heap; what may not is a lock.
 */
@DisplayName("At the end of the stack")
@Timeout(300)
class StackEndTest {
    private static final int THREADS = 100;
    private static final int ATTEMPTS = 300;
    private static final int HELD = 64;
    private static final int SEGMENTS = 32;

    /** Units of the largest slab. */
    private static final int MOST_UNITS = 64;

    private final Pool pool = Pool.builder().capacity(256 << 20).purge(false).build();
    private final Heap heap = Heap.builder(pool).stripes(1).reportLeaks(false).build();
    private final ObjectCache cache = ObjectCache.builder(heap, 1000).build();
    private final long[] held = new long[HELD];
    private HeapArena arena;
    private int closings;
    private int overflows;
    private int step;

    /** Each class is initialized before: one of which that fails can never be used again. */
    private void atTheEnd(Runnable operation) throws InterruptedException {
        for (int warm = 0; warm < 10_000; warm++) {
            operation.run();
        }
        for (int thread = 0; thread < THREADS; thread++) {
            overflows += StackEnd.overflows(ATTEMPTS, operation);
        }
        assertThat(overflows).as("the stack ended in every attempt").isGreaterThan(THREADS);
    }

    /**
     * Takes one, or gives it back, and now and then lets all empty slabs go. What is given back is
     * forgotten first: its give may be done when the stack ends.
     */
    private void takeOrGive() {
        int at = step++ % HELD;
        if (held[at] == 0) {
            held[at] = cache.take();
        } else {
            long given = held[at];
            held[at] = 0;
            cache.give(given);
        }
        if (step % 100 == 0) {
            cache.trim();
        }
    }

    private void allocateOrFree() {
        int at = step++ % HELD;
        if (held[at] == 0) {
            held[at] = heap.allocate(500L * (1 + at % 4));
        } else {
            long freed = held[at];
            held[at] = 0;
            heap.free(freed);
        }
        if (step % 100 == 0) {
            heap.trim();
        }
    }

    @Test
    @DisplayName("a cache leaves no lock taken, gives no object to two, and can be discarded with all its memory")
    void cache() throws InterruptedException {
        atTheEnd(this::takeOrGive);
        assertThat(Arrays.stream(held).filter(each -> each != 0).distinct().count())
                .isEqualTo(Arrays.stream(held).filter(each -> each != 0).count());
        long[] more = new long[2_000];
        for (int each = 0; each < more.length; each++) {
            more[each] = cache.take();
        }
        assertThat(Arrays.stream(more).distinct().count()).isEqualTo(more.length);
        Arrays.stream(more).forEach(cache::give);
        cache.trim();
        cache.discard();
        end();
    }

    @Test
    @DisplayName("a heap leaves no lock taken, gives no slot to two, and can be closed with all its memory")
    void heap() throws InterruptedException {
        atTheEnd(this::allocateOrFree);
        long[] more = new long[2_000];
        for (int each = 0; each < more.length; each++) {
            more[each] = heap.allocate(500);
        }
        assertThat(Arrays.stream(more).distinct().count()).isEqualTo(more.length);
        Arrays.stream(more).forEach(heap::free);
        heap.trim();
        cache.close();
        end();
    }

    @Test
    @DisplayName("an arena is closed with all of its segments, or not at all")
    void arena() throws InterruptedException {
        for (int thread = 0; thread < THREADS; thread++) {
            arena = thread % 2 == 0 ? HeapArena.ofShared(heap) : HeapArena.ofTrusted(heap);
            for (int each = 0; each < SEGMENTS; each++) {
                arena.allocate(500);
            }
            overflows += StackEnd.overflows(ATTEMPTS, this::closeArena);
            closeArena();
            assertThat(heap.usage().liveBlocks()).as("segments of the arena").isZero();
        }
        assertThat(closings).as("closings that came to the end of the stack").isGreaterThan(THREADS);
        cache.close();
        end();
    }

    private void closeArena() {
        if (arena == null) {
            return;
        }
        try {
            arena.close();
        } catch (StackOverflowError end) {
            closings++;
            throw end;
        }
        arena = null;
    }

    private void end() {
        heap.close();
        long lost = pool.space().units() - pool.space().freeUnits();
        assertThat(lost).isLessThanOrEqualTo((long) overflows * MOST_UNITS);
    }
}
