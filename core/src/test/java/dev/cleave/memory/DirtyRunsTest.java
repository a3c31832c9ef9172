package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
        assertThat(runs.take(16, ALL)).isEqualTo(40);
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

        assertThat(runs.take(24, 20)).as("is higher than the first twenty").isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(runs.take(20, 20)).isEqualTo(40);
    }

    @Test
    @DisplayName("serves requests of any length, a long run in parts")
    void cutsLongRuns() {
        frames.mark(0, UNITS / 4);

        assertThat(runs.take(UNITS + 1, ALL)).isEqualTo(BuddySpace.NO_BLOCK);
        for (long offset = 0; offset < UNITS; offset += 512) {
            assertThat(runs.take(500, ALL)).isEqualTo(offset);
            assertThat(runs.take(12, ALL)).as("of what is left of some thousands").isEqualTo(offset + 500);
        }
        assertThat(runs.take(1, ALL)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.freeUnits()).isZero();
    }

    @Test
    @DisplayName("is not what is nearly long enough, though that is told from it by rounding")
    void comparesLengths() {
        frames.mark(0, 100);
        frames.mark(200, 101);

        assertThat(runs.take(404, ALL)).as("runs of 400 and 404 units share a list").isEqualTo(800);
        assertThat(runs.take(404, ALL)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(runs.take(400, ALL)).isZero();
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
        dirty.mark(40 * UNITS, 100);
        long found = BuddySpace.NO_BLOCK;
        for (int request = 0; request < 64 && found == BuddySpace.NO_BLOCK; request++) {
            found = lists.take(50, ALL);
        }
        assertThat(found).as("nobody's").isEqualTo(40 * UNITS);
        stripe.set(0);
        assertThat(shared.prefers(others)).isTrue();
    }

    @Test
    @DisplayName("is there for others after a stack has ended in a request, at whatever step")
    void outlivesStacks() throws InterruptedException {
        frames.mark(0, UNITS / 4);
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
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int each = 0; each < 4; each++) {
                threads.execute(() -> {
                    for (int step = 0; step < 20_000; step++) {
                        long mine = runs.take(1 + step % 50, ALL);
                        if (mine != BuddySpace.NO_BLOCK) {
                            space.free(mine);
                        }
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(space.freeUnits()).as("a run taken twice would be freed twice, which throws").isEqualTo(UNITS);
        space.verify();
    }
}
