package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.DecayListener;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A heap of blocks of random sizes up to 32 KiB, whose number goes up and down")
class HeapValleysTest {
    private static final int BLOCKS = 2_400;
    private static final int ROUNDS = 20;

    private final Random random = new Random(11);
    private final AtomicInteger growths = new AtomicInteger();
    private final DecayListener counter = new DecayListener() {
        @Override
        public void memoryDecays(Pool pool) {}

        @Override
        public void memoryGrows(Pool pool) {
            growths.incrementAndGet();
        }
    };

    private static Pool pool(long capacity) {
        return Pool.builder().capacity(capacity).decay(Duration.ofDays(1)).build();
    }

    /** Allocates so many blocks, frees some in between, and all at the end. */
    private void round(Heap heap, double allocating) {
        long[] live = new long[BLOCKS];
        int count = 0;
        for (int left = BLOCKS; left > 0 || count > 0;) {
            if (left > 0 && (count == 0 || random.nextDouble() < allocating)) {
                live[count++] = heap.allocate(1 + random.nextInt(Heap.LARGEST_SLOT));
                left--;
            } else {
                int freed = random.nextInt(count);
                heap.free(live[freed]);
                live[freed] = live[--count];
            }
        }
    }

    private static long opened(Heap heap) {
        SlabDecisions decisions = heap.usage().decisions();
        return decisions.asWanted() + decisions.smaller() + decisions.larger() + decisions.forced();
    }

    /** Answers how many slabs are opened in a thousand allocations, once the heap knows the load. */
    private double openedPerThousand(Pool pool, double allocating) {
        try (Heap heap = Heap.builder(pool).reportLeaks(false).build()) {
            for (int each = 0; each < ROUNDS / 4; each++) {
                round(heap, allocating);
            }
            pool.addDecayListener(counter);
            long before = opened(heap);
            for (int each = 0; each < ROUNDS; each++) {
                round(heap, allocating);
            }
            return (opened(heap) - before) * 1000.0 / BLOCKS / ROUNDS;
        }
    }

    @Test
    @DisplayName("opens hardly a slab on each hill that it had open on the last")
    void keepsSlabsThroughValleys() {
        try (Pool pool = pool(16 << 20)) {
            assertThat(openedPerThousand(pool, 0.55)).as("hills and valleys").isLessThan(20);
        }
        try (Pool pool = pool(80 << 20)) {
            assertThat(openedPerThousand(pool, 1)).as("all allocated, then all freed").isLessThan(20);
        }
    }

    @Test
    @DisplayName("does not give back on each small hill what it needs on the next")
    void remembersHills() {
        try (Pool pool = pool(5 << 20)) {
            assertThat(openedPerThousand(pool, 0.5)).as("one to a few slots a slab").isLessThan(240);
            assertThat(growths.get() / ROUNDS).as("looks at what is too much, in a round").isLessThan(40);
        }
    }
}
