package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Free memory that is committed already")
class DirtyRunsTest {
    private static final long UNITS = 4096;
    private static final long ALL = UNITS;

    private final BuddySpace space = BuddySpace.builder(UNITS).magazines(false).build();

    /** A frame is four units. */
    private final FrameMap frames = new FrameMap(UNITS / 4);

    private final DirtyRuns runs = new DirtyRuns(space, frames, 2);

    /** Takes the units around these runs, so that each is a hole; the runs in the order of offsets, each its start and length. */
    private void fillAround(long... startsAndLengths) {
        long from = 0;
        for (int each = 0; each < startsAndLengths.length; each += 2) {
            takeAll(from, startsAndLengths[each]);
            from = startsAndLengths[each] + startsAndLengths[each + 1];
        }
        takeAll(from, UNITS);
    }

    private void takeAll(long from, long end) {
        assertThat(from == end || space.tryAllocateAt(from, end - from)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, 4096, 5000, 8192, 10_001})
    @Timeout(60)
    @DisplayName("end their walk where the space ends, wherever that is in a home, and whether or not they found enough")
    void endTheirWalk(long units) {
        BuddySpace other = BuddySpace.builder(units).magazines(false).build();
        FrameMap dirty = new FrameMap(units);
        DirtyRuns all = new DirtyRuns(other, dirty, 0);
        dirty.mark(0, units);
        assertThat(other.tryAllocateAt(0, units)).isTrue();
        assertThat(all.take(2, units)).as("nothing is free").isEqualTo(BuddySpace.NO_BLOCK);
        other.free(0);
        for (int each = 0; each < 400; each++) {
            all.take(2, units);
        }
        assertThat(all.take(units, units)).as("all of it").isZero();
    }

    @Test
    @DisplayName("serves a request by the shortest hole that is long enough, the lowest of these")
    void takesTheBestFit() {
        frames.mark(0, UNITS / 4);
        fillAround(0, 40, 400, 8, 800, 12, 1200, 12);

        assertThat(runs.take(9, ALL)).isEqualTo(800);
        assertThat(runs.take(9, ALL)).isEqualTo(1200);
        assertThat(runs.take(3, ALL)).as("what the first one left").isEqualTo(809);
        assertThat(runs.take(9, ALL)).as("the only one that is left").isZero();
        assertThat(space.unitsOf(800)).isEqualTo(9);
        space.verify();
    }

    @Test
    @DisplayName("leaves a long hole alone though little of it is dirty, while a short one will do")
    void sparesLongHoles() {
        frames.mark(10, 4);
        frames.mark(500, 6);
        fillAround(0, 400, 2000, 24);

        assertThat(runs.take(16, ALL)).as("24 dirty units in a hole of 24, not 16 in one of 400").isEqualTo(2000);
        assertThat(runs.take(16, ALL)).as("six chunks are free as a whole").isEqualTo(BuddySpace.NO_BLOCK);
    }

    @Test
    @DisplayName("serves small requests where a chunk of 64 units is partly used already, and nowhere else")
    void breaksNoWholeChunk() {
        frames.mark(0, UNITS / 4);
        fillAround(1000, 400);

        assertThat(runs.take(20, ALL)).as("the part before the first whole chunk, at 1024").isEqualTo(1000);
        assertThat(runs.take(20, ALL)).as("the part behind the last, at 1344").isEqualTo(1344);
        assertThat(runs.take(20, ALL)).isEqualTo(1364);
        assertThat(runs.take(20, ALL)).as("1024 to 1343 are whole chunks").isEqualTo(BuddySpace.NO_BLOCK);
    }

    @Test
    @DisplayName("serves a request against which a long hole is small, and what is left of a chunk serves others")
    void breaksWhatIsSmall() {
        frames.mark(0, UNITS / 4);
        fillAround(1000, 400);

        assertThat(runs.take(99, ALL)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(runs.take(100, ALL)).as("a quarter of the hole").isEqualTo(1000);
        assertThat(runs.take(50, ALL)).as("1100 to 1151 are the rest of a chunk").isEqualTo(1100);
        assertThat(runs.take(50, ALL)).as("1344 to 1399 are the rest of another").isEqualTo(1344);
        assertThat(runs.take(50, ALL)).isEqualTo(BuddySpace.NO_BLOCK);
    }

    @Test
    @DisplayName("serves by a hole of more than a chunk, in which no whole chunk lies, too")
    void joinsPartsOfChunks() {
        frames.mark(0, UNITS / 4);
        fillAround(1000, 70);

        assertThat(runs.take(66, ALL)).as("from one chunk to the next").isEqualTo(1000);
    }

    @Test
    @DisplayName("is small against a request together with what is clean beside it, in other homes too")
    void seesHolesWhole() {
        BuddySpace large = BuddySpace.builder(16 * UNITS).magazines(false).build();
        FrameMap dirty = new FrameMap(16 * UNITS);
        DirtyRuns lists = new DirtyRuns(large, dirty, 0);
        dirty.mark(5 * UNITS, 100);
        dirty.mark(6 * UNITS, UNITS);
        dirty.mark(0, 4 * UNITS);
        dirty.mark(8 * UNITS, 8 * UNITS);
        large.tryAllocateAt(0, 4 * UNITS);
        large.tryAllocateAt(8 * UNITS, 8 * UNITS);

        assertThat(lists.take(UNITS - 1, 2 * UNITS)).as("one home is clean before, and one behind")
                .isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(lists.take(UNITS, 2 * UNITS)).isEqualTo(6 * UNITS);
    }

    @Test
    @DisplayName("is neither what is used nor what is clean")
    void passesOverOthers() {
        frames.mark(0, 8);
        assertThat(space.tryAllocateAt(5, 11)).isTrue();

        assertThat(runs.take(17, ALL)).as("16 to 31 are left, 32 is clean").isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(runs.take(16, ALL)).isEqualTo(16);
        assertThat(runs.take(6, ALL)).as("0 to 4 are left").isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(runs.take(5, ALL)).isZero();
    }

    @Test
    @DisplayName("is forgotten where it was taken meanwhile, and found again where it was freed")
    void knowsWhatChanged() {
        frames.mark(10, 5);
        fillAround(40, 20);
        assertThat(runs.take(20, ALL)).isEqualTo(40);
        space.free(40);
        assertThat(runs.take(20, ALL)).as("not looked at since").isEqualTo(BuddySpace.NO_BLOCK);

        long found = BuddySpace.NO_BLOCK;
        for (int request = 0; request < 64 && found == BuddySpace.NO_BLOCK; request++) {
            found = runs.take(20, ALL);
        }
        assertThat(found).isEqualTo(40);
    }

    @Test
    @DisplayName("is offered from below, as far as is enough")
    void offersTheLowest() {
        frames.mark(10, 5);
        frames.mark(500, 100);
        fillAround(40, 20, 2000, 400);

        assertThat(runs.take(24, 20)).as("is higher than the first twenty").isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(runs.take(20, 20)).isEqualTo(40);
    }

    @Test
    @DisplayName("serves requests of any length, a long run in parts")
    void cutsLongRuns() {
        frames.mark(0, UNITS / 4);
        fillAround(0, 2000);

        assertThat(runs.take(UNITS + 1, ALL)).isEqualTo(BuddySpace.NO_BLOCK);
        for (long offset = 0; offset < 1536; offset += 512) {
            assertThat(runs.take(500, ALL)).isEqualTo(offset);
            assertThat(runs.take(12, ALL)).as("of what is left of a chunk").isEqualTo(offset + 500);
        }
        assertThat(runs.take(464, ALL)).isEqualTo(1536);
        assertThat(runs.take(1, ALL)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.freeUnits()).isZero();
    }

    @Test
    @DisplayName("is not what is nearly long enough, though that is told from it by rounding")
    void comparesLengths() {
        frames.mark(0, 100);
        frames.mark(200, 101);
        fillAround(0, 400, 800, 404);

        assertThat(runs.take(404, ALL)).as("runs of 400 and 404 units share a list").isEqualTo(800);
        assertThat(runs.take(404, ALL)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(runs.take(400, ALL)).isZero();
    }

    @Test
    @DisplayName("is looked for to the end of a space that ends within a home, and no further")
    void endsWithTheSpace() {
        for (long units : new long[] {100, UNITS - 10, UNITS + 10, 3 * UNITS - 1}) {
            BuddySpace odd = BuddySpace.builder(units).magazines(false).build();
            FrameMap dirty = new FrameMap(units);
            DirtyRuns lists = new DirtyRuns(odd, dirty, 0);
            dirty.mark(0, units);
            odd.tryAllocateAt(0, units - 8);

            assertThat(lists.take(8, units)).isEqualTo(units - 8);
            assertThat(lists.take(1, units)).isEqualTo(BuddySpace.NO_BLOCK);
        }
    }

    @Test
    @DisplayName("is not offered where another stripe allocates")
    void keepsToTheStripesOwn() {
        AtomicInteger stripe = new AtomicInteger();
        BuddySpace shared =
                BuddySpace.builder(64 * UNITS).magazines(false).stripes(2).stripeChooser(stripe::get).build();
        FrameMap dirty = new FrameMap(64 * UNITS);
        DirtyRuns lists = new DirtyRuns(shared, dirty, 0);
        long others = shared.allocate(0);
        dirty.mark(others, 100);
        stripe.set(1);
        assertThat(shared.prefers(others)).isFalse();

        assertThat(lists.take(50, ALL)).isEqualTo(BuddySpace.NO_BLOCK);
        dirty.mark(40 * UNITS, UNITS);
        shared.tryAllocateAt(40 * UNITS, 200);
        shared.tryAllocateAt(40 * UNITS + 300, UNITS - 300);
        long found = BuddySpace.NO_BLOCK;
        for (int request = 0; request < 64 && found == BuddySpace.NO_BLOCK; request++) {
            found = lists.take(50, ALL);
        }
        assertThat(found).as("its own, or nobody's").isEqualTo(40 * UNITS + 200);
        stripe.set(0);
        assertThat(shared.prefers(others)).isTrue();
    }

    @Test
    @DisplayName("is there for others after a stack has ended in a request, at whatever step")
    void outlivesStacks() throws InterruptedException {
        frames.mark(0, UNITS / 4);
        fillAround(100, 20, 200, 30, 300, 40);
        AtomicLong taken = new AtomicLong();
        int ended = 0;
        for (int round = 0; round < 100; round++) {
            ended += EndOfStack.attempt(round, () -> taken.set(runs.take(20, ALL)));
            if (taken.get() != BuddySpace.NO_BLOCK) {
                space.free(taken.get());
            }
            long found = BuddySpace.NO_BLOCK;
            for (int request = 0; request < 64 && found == BuddySpace.NO_BLOCK; request++) {
                found = runs.take(20, ALL);
            }
            assertThat(found).as("round %d", round).isNotEqualTo(BuddySpace.NO_BLOCK);
            space.free(found);
        }
        assertThat(ended).as("stacks that ended in a request").isPositive();
    }

    @Test
    @DisplayName("goes to nobody twice, whoever asks at a time")
    void isTakenOnce() throws InterruptedException {
        frames.mark(0, UNITS / 4);
        for (long chunk = 0; chunk < UNITS; chunk += 64) {
            takeAll(chunk, chunk + 4);
        }
        LongAdder taken = new LongAdder();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int each = 0; each < 4; each++) {
                threads.execute(() -> {
                    for (int step = 0; step < 20_000; step++) {
                        long mine = runs.take(1 + step % 50, ALL);
                        if (mine != BuddySpace.NO_BLOCK) {
                            space.free(mine);
                            taken.increment();
                        }
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(space.freeUnits()).as("a run taken twice would be freed twice, which throws")
                .isEqualTo(UNITS / 64 * 60);
        assertThat(taken.sum()).isPositive();
        space.verify();
    }
}
