package dev.cleave.buddy;

import static dev.cleave.buddy.BuddySpace.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads on one space, every unit's owner known. A seed is printed first; {@code
 * -Dcleave.stress.seed=…} repeats it (as far as threads can be repeated), {@code
 * -Dcleave.stress.factor=…} multiplies the steps.
 */
class BuddySpaceStressTest {
    private static final int FACTOR = Integer.getInteger("cleave.stress.factor", 1);
    private static final long SEED = Long.getLong("cleave.stress.seed", System.nanoTime());
    private static final int STEPS = 200_000 * FACTOR;

    static {
        System.out.println("cleave.stress.seed=" + SEED);
    }

    /** Units, threads, virtual or not, live blocks wanted in hundredths of the space. */
    static Stream<Arguments> crowds() {
        return Stream.of(
                Arguments.of(64L, 2, false, 50),
                Arguments.of(65L, 4, false, 100),
                Arguments.of(1000L, 8, false, 95),
                Arguments.of(4097L, 4, false, 90),
                Arguments.of(70_000L, 8, false, 60),
                Arguments.of(300_000L, 4, false, 100),
                Arguments.of(4160L, 8, true, 95),
                Arguments.of(70_000L, 200, true, 90));
    }

    @ParameterizedTest(name = "{0} units, {1} threads, virtual {2}, {3} % full")
    @MethodSource("crowds")
    void noUnitIsEverHeldTwiceAndAllComesTogetherAtTheEnd(long units, int threads, boolean virtual, int percent) {
        crowd(BuddySpace.of(units), threads, virtual, percent);
    }

    @ParameterizedTest(name = "{0} units, {1} threads, virtual {2}, {3} % full")
    @MethodSource("crowds")
    void norWhereStacksBecomeAThreadsOwnAtOnce(long units, int threads, boolean virtual, int percent) {
        crowd(BuddySpace.builder(units).stripes(2).bias(ProcessBarrier.usual(), 1).build(), threads, virtual, percent);
    }

    private static void crowd(BuddySpace space, int threads, boolean virtual, int percent) {
        long units = space.units();
        OwnerMap owners = new OwnerMap(units);
        AtomicReferenceArray<StressWorker.Held> exchange = new AtomicReferenceArray<>(64);
        long unitsEach = Math.max(1, units * percent / 100 / threads);

        List<StressWorker> workers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            workers.add(new StressWorker(space, owners, exchange, thread + 1L, SEED + thread, unitsEach));
        }
        together(virtual, workers.stream().<Callable<Void>>map(worker -> () -> worker.run(STEPS / threads)).toList());

        long held = workers.stream().mapToLong(StressWorker::heldUnits).sum() + StressWorker.heldUnits(exchange);
        space.verify();
        assertThat(space.freeUnits()).as("free units while %d are held", held).isEqualTo(units - held);
        workers.forEach(StressWorker::freeAll);
        workers.getFirst().freeAll(exchange);
        checkWhole(space);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 6})
    void threadsThatDrainASpaceTogetherGetEveryBlockAndEachOnce(int order) {
        long units = 8192;
        BuddySpace space = BuddySpace.of(units);
        OwnerMap owners = new OwnerMap(units);
        for (int round = 0; round < 50 * FACTOR; round++) {
            AtomicInteger got = new AtomicInteger();
            List<List<Long>> blocks = new ArrayList<>();
            List<Callable<Void>> drains = new ArrayList<>();
            for (int thread = 1; thread <= 4; thread++) {
                long owner = thread;
                List<Long> mine = new ArrayList<>();
                blocks.add(mine);
                drains.add(() -> {
                    for (long block = space.allocate(order); block != NO_BLOCK; block = space.allocate(order)) {
                        owners.take(owner, block, 1L << order);
                        mine.add(block);
                        got.incrementAndGet();
                    }
                    return null;
                });
            }
            together(false, drains);
            for (long block = space.allocate(order); block != NO_BLOCK; block = space.allocate(order)) {
                owners.take(1, block, 1L << order);
                blocks.getFirst().add(block);
                got.incrementAndGet();
            }
            assertThat(got.get()).isEqualTo((int) (units >> order));
            List<Callable<Void>> frees = new ArrayList<>();
            for (int thread = 1; thread <= 4; thread++) {
                long freedOf = thread;
                frees.add(() -> {
                    for (long block : blocks.get((int) freedOf - 1)) {
                        owners.give(freedOf, block, 1L << order);
                        space.free(block);
                    }
                    return null;
                });
            }
            together(false, frees);
        }
        checkWhole(space);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 64, 9, 100, 4096})
    void ofThreadsThatFreeOneBlockAtOnceExactlyOneSucceeds(long count) {
        BuddySpace space = BuddySpace.of(16_384);
        long neighbour = space.allocateUnits(count);
        int threads = 4;
        int rounds = 3000 * FACTOR;
        long[] block = new long[1];
        AtomicInteger freed = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(threads, () -> block[0] = space.allocateUnits(count));
        List<Callable<Void>> racers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            racers.add(() -> {
                for (int round = 0; round < rounds; round++) {
                    start.await();
                    try {
                        space.free(block[0]);
                        freed.incrementAndGet();
                    } catch (IllegalArgumentException expected) {
                        refused.incrementAndGet();
                    }
                }
                return null;
            });
        }

        together(false, racers);

        assertThat(freed.get()).isEqualTo(rounds);
        assertThat(refused.get()).isEqualTo(rounds * (threads - 1));
        space.verify();
        space.free(neighbour);
        checkWhole(space);
    }

    /** Race 14 of the package. */
    @ParameterizedTest
    @ValueSource(longs = {1, 9, 64, 100})
    void aBlockThatIsResizedAndFreedAtOnceIsEitherFreedOrRefused(long count) {
        BuddySpace space = BuddySpace.of(4096);
        int rounds = 3000 * FACTOR;
        long[] block = new long[1];
        AtomicInteger freed = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(3, () -> {
            if (!space.isBlock(block[0])) {
                block[0] = space.allocateUnits(count);
            }
        });
        Callable<Void> resizer = () -> {
            for (int round = 0; round < rounds; round++) {
                start.await();
                try {
                    space.resize(block[0], round % 2 == 0 ? 2 * count + 1 : count);
                } catch (InvalidBlockException refused) {
                    assertThat(refused.offset()).isEqualTo(block[0]);
                }
            }
            return null;
        };
        Callable<Void> freer = () -> {
            for (int round = 0; round < rounds; round++) {
                start.await();
                try {
                    space.free(block[0]);
                    freed.incrementAndGet();
                } catch (InvalidBlockException refused) {
                    assertThat(refused.offset()).isEqualTo(block[0]);
                }
            }
            return null;
        };

        together(false, List.of(resizer, resizer, freer));

        space.verify();
        assertThat(freed.get()).isPositive();
        if (space.isBlock(block[0])) {
            space.free(block[0]);
        }
        checkWhole(space);
    }

    @ParameterizedTest(name = "{0} threads, {1} virtual")
    @MethodSource("tenants")
    void aRequestIsServedWhereMemoryIsKnownToBeFree(int threads, boolean virtual) {
        int unitsEach = 2000;
        int slack = 256;
        BuddySpace space = BuddySpace.of((long) threads * unitsEach + slack);
        AtomicInteger refused = new AtomicInteger();
        List<Callable<Void>> tenants = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            SplittableRandom random = new SplittableRandom(SEED + thread);
            tenants.add(() -> {
                long[] mine = new long[unitsEach];
                int held = 0;
                for (int step = 0; step < STEPS / threads; step++) {
                    if (held < unitsEach && (held == 0 || random.nextInt(8) > 2)) {
                        long block = space.allocate(0);
                        if (block == NO_BLOCK) {
                            refused.incrementAndGet();
                        } else {
                            mine[held++] = block;
                        }
                    } else {
                        int victim = random.nextInt(held);
                        space.free(mine[victim]);
                        mine[victim] = mine[--held];
                    }
                }
                space.freeMany(mine, 0, held);
                return null;
            });
        }

        together(virtual, tenants);

        assertThat(refused.get()).as("refusals though %d units were free at any time", slack).isZero();
        checkWhole(space);
    }

    static Stream<Arguments> tenants() {
        return Stream.of(Arguments.of(2, false), Arguments.of(4, false), Arguments.of(8, false),
                Arguments.of(16, true));
    }

    @Test
    void figuresAskedForWhileOthersRunStayInRange() {
        BuddySpace space = BuddySpace.of(5000);
        List<Callable<Void>> all = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
            SplittableRandom random = new SplittableRandom(SEED + thread);
            all.add(() -> {
                for (int step = 0; step < STEPS / 20; step++) {
                    long block = space.allocate(random.nextInt(8));
                    if (block != NO_BLOCK) {
                        space.free(block);
                    }
                }
                return null;
            });
        }
        all.add(() -> {
            for (int step = 0; step < 2000; step++) {
                assertThat(space.freeUnits()).isBetween(0L, 5000L);
                assertThat(space.unusableFreeSpaceIndex(step % 12)).isBetween(0.0, 1.0);
                assertThat(space.fragmentationIndex(step % 12)).isBetween(-1.0, 1.0);
                space.flush();
            }
            return null;
        });

        together(false, all);

        checkWhole(space);
    }

    /** A space wholly free: all figures as when new, and the largest block to be had at once. */
    private static void checkWhole(BuddySpace space) {
        space.verify();
        assertThat(space.freeUnits()).isEqualTo(space.units());
        assertThat(space.freeBlocksByOrder()).isEqualTo(new PlainBuddy(space.units()).freeBlocksByOrder());
        long whole = space.allocate(space.maxOrder());
        assertThat(whole).as("the largest block").isZero();
        space.free(whole);
        space.verify();
    }

    /** Runs all at once; the first failure of any is thrown. */
    private static void together(boolean virtual, List<Callable<Void>> tasks) {
        ThreadFactory threads = virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        try (ExecutorService executor = Executors.newThreadPerTaskExecutor(threads)) {
            List<Future<Void>> running = tasks.stream().map(executor::submit).toList();
            for (Future<Void> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("seed " + SEED + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
