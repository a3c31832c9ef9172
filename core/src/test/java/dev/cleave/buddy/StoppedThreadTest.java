package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A thread is stopped in front of each single access that it makes to metadata, one after the
 * other, while another one works on: nobody waits for it, little is lost meanwhile, and nothing
 * once it goes on. This is race 13 of the package, and every half-done step of the others.
 */
class StoppedThreadTest {
    private static final long UNITS = 3 * 4096 + 300;

    /** Units of what is refilled or given back at once. */
    private static final long MAGAZINE = 18;

    /**
     * Units of the gap before an extent of 200 units that is moved down: it holds no block of the
     * order around.
     */
    private static final long GAP = 255;

    /** Something a thread does to a space in which half of the first home is in use. */
    interface Deed {
        void on(BuddySpace space, List<Long> blocks);
    }

    static Stream<Arguments> deeds() {
        return Stream.of(
                deed("allocates a unit", MAGAZINE, (space, blocks) -> keep(blocks, space.allocate(0))),
                deed("allocates a word", 64, (space, blocks) -> keep(blocks, space.allocate(6))),
                deed("allocates a home", 4096, (space, blocks) -> keep(blocks, space.allocate(12))),
                deed("allocates 9 units", 9, (space, blocks) -> keep(blocks, space.allocateUnits(9))),
                deed("allocates 200 units", 256, (space, blocks) -> keep(blocks, space.allocateUnits(200))),
                deed("allocates an extent of 9 units", 9, (space, blocks) -> keep(blocks, space.allocateExtent(9))),
                deed("allocates an extent of 200 units", 256 + GAP,
                        (space, blocks) -> keep(blocks, space.allocateExtent(200))),
                deed("allocates an extent of 700 units", 4096,
                        (space, blocks) -> keep(blocks, space.allocateExtent(700))),
                deed("claims a range", 4096, (space, blocks) -> {
                    if (space.allocateAt(8192, 5)) {
                        keep(blocks, 8192);
                    }
                }),
                deed("shortens a block", 70, (space, blocks) -> space.resize(blocks.get(blocks.size() - 2), 9)),
                deed("lengthens a block", 4096, (space, blocks) -> {
                    if (space.allocateAt(4096, 1)) {
                        keep(blocks, 4096);
                        space.resize(4096, 300);
                    }
                }),
                deed("frees all, so that homes empty", 70 + MAGAZINE, (space, blocks) -> {
                    blocks.forEach(space::free);
                    blocks.clear();
                }),
                deed("frees many at once", 64 + 70, (space, blocks) -> {
                    space.freeMany(blocks.stream().mapToLong(each -> each).toArray(), 0, blocks.size());
                    blocks.clear();
                }),
                deed("frees all and merges for the largest", 8192, (space, blocks) -> {
                    blocks.forEach(space::free);
                    blocks.clear();
                    keep(blocks, space.allocate(space.maxOrder()));
                }),
                deed("gives its magazines back", 70 + MAGAZINE, (space, blocks) -> {
                    space.free(blocks.removeLast());
                    space.flush();
                }));
    }

    /**
     * Of a deed that has at most so many units in its hands at any time: those of a block, of the
     * slot that it splits or merges, of a magazine.
     */
    private static Arguments deed(String name, long mostInHand, Deed deed) {
        return Arguments.of(name, mostInHand, deed);
    }

    private static void keep(List<Long> blocks, long block) {
        if (block != BuddySpace.NO_BLOCK) {
            blocks.add(block);
        }
    }

    @ParameterizedTest(name = "who {0}")
    @MethodSource("deeds")
    void isNotWaitedForWhereverItStops(String name, long mostInHand, Deed deed) throws InterruptedException {
        stopEverywhere(mostInHand, deed, Integer.MAX_VALUE);
    }

    @ParameterizedTest(name = "who {0}")
    @MethodSource("deeds")
    void isNotWaitedForWhereItsStacksAreItsOwn(String name, long mostInHand, Deed deed) throws InterruptedException {
        assumeThat(ProcessBarrier.usual()).isNotEqualTo(ProcessBarrier.NONE);
        stopEverywhere(mostInHand, deed, 1);
    }

    private static void stopEverywhere(long mostInHand, Deed deed, int biasAfter) throws InterruptedException {
        long steps = stepsOf(deed, biasAfter);
        assertThat(steps).isPositive();
        long stride = Math.max(1, steps / 400);
        for (long step = 0; step < steps; step += stride) {
            stopAt(step, mostInHand, deed, biasAfter);
        }
    }

    /** How many accesses the deed makes when nobody stops it. */
    private static long stepsOf(Deed deed, int biasAfter) {
        Turnstile turnstile = new Turnstile();
        BuddySpace space = openSpace(turnstile, biasAfter);
        List<Long> blocks = halfFill(space);
        turnstile.watch(Thread.currentThread(), Long.MAX_VALUE);
        deed.on(space, blocks);
        return turnstile.passed();
    }

    private static void stopAt(long step, long mostInHand, Deed deed, int biasAfter)
            throws InterruptedException {
        Turnstile turnstile = new Turnstile();
        BuddySpace space = openSpace(turnstile, biasAfter);
        List<Long> blocks = halfFill(space);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread stopped = new Thread(() -> {
            try {
                deed.on(space, blocks);
            } catch (Throwable thrown) {
                failure.set(thrown);
            }
        });
        turnstile.watch(stopped, step);
        stopped.start();
        turnstile.awaitStop();

        List<Long> others = takeAllSingleUnits(space);
        assertThat(UNITS - unitsOfBlocks(space))
                .as("units that nobody has, and nobody can have, while a thread is stopped at step %d", step)
                .isBetween(0L, mostInHand);
        others.forEach(space::free);

        turnstile.letGo();
        stopped.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(stopped.isAlive()).isFalse();
        assertThat(failure.get()).isNull();
        space.verify();
        blocks.forEach(space::free);
        space.verify();
        assertThat(space.freeUnits()).isEqualTo(UNITS);
        assertThat(space.freeBlocksByOrder()).isEqualTo(BuddySpace.of(UNITS).freeBlocksByOrder());
        assertThat(space.allocate(space.maxOrder())).isNotNegative();
    }

    private static BuddySpace openSpace(Turnstile turnstile, int biasAfter) {
        return BuddySpace.builder(UNITS).stripes(1).door(turnstile).bias(ProcessBarrier.usual(), biasAfter).build();
    }

    /** Blocks of several orders and one exact, so that every kind of word is there. */
    private static List<Long> halfFill(BuddySpace space) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keep(blocks, space.allocate(i % 7));
        }
        keep(blocks, space.allocateUnits(70));
        keep(blocks, space.allocateUnits(5));
        LongStream.of(1, 4, 8, 20).forEach(index -> space.free(blocks.remove((int) index)));
        return blocks;
    }

    private static long unitsOfBlocks(BuddySpace space) {
        long[] units = new long[1];
        space.forEachBlock(0, UNITS, (offset, count) -> units[0] += count);
        return units[0];
    }

    private static List<Long> takeAllSingleUnits(BuddySpace space) {
        List<Long> units = new ArrayList<>();
        for (long unit = space.allocate(0); unit != BuddySpace.NO_BLOCK; unit = space.allocate(0)) {
            units.add(unit);
        }
        return units;
    }
}
