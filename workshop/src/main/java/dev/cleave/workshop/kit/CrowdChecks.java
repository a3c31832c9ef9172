package dev.cleave.workshop.kit;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Many threads on one space. Each check ends with nobody on the way, all freed and drained, and the space as when opened. */
final class CrowdChecks {
    private static final int[] CROWDS = {2, 3, 4, 8};
    private static final int TINY_ROUNDS = 120;
    private static final int TINY_STEPS = 120;
    private static final int STEPS = 60_000;
    private static final int EXCHANGE = 32;
    private static final int MEETINGS = 60;
    private static final int TWICE_BLOCKS = 32;

    private CrowdChecks() {}

    /** Threads allocate, free, and free each other's blocks: no unit is ever held twice, and all comes together at the end. */
    static void owners(Trial trial) {
        trial.onEach(crowded(), (space, random) -> {
            boolean tiny = space.shape().units() <= 64;
            for (int threads : CROWDS) {
                int rounds = tiny ? trial.steps(TINY_ROUNDS) / threads : 1;
                for (int round = 0; round < rounds; round++) {
                    crowd(trial, space, threads, tiny ? TINY_STEPS : trial.steps(STEPS) / threads, random);
                }
            }
        });
    }

    /** Threads that empty a space together are given every block of an order, each once; a last call finds what they left. */
    static void exhaustion(Trial trial) {
        trial.onEach(crowded(), (space, random) -> {
            int threads = CROWDS[random.nextInt(CROWDS.length)];
            for (int order : new int[] {0, 1, 3, 6}) {
                for (int round = 0; order <= space.shape().maxOrder() && round < trial.steps(6); round++) {
                    drainTogether(trial, space, order, threads);
                }
            }
        });
    }

    /** Threads that free neighbours at the same moment leave a space that is joined, meeting after meeting. */
    static void coalescing(Trial trial) {
        trial.onEach(meetings(), (space, random) -> {
            for (int threads : CROWDS) {
                for (int round = 0; round < trial.steps(MEETINGS); round++) {
                    PlacementChecks.fill(space, random);
                    List<Block> blocks = space.model().allocated();
                    if (round % 2 == 1) {
                        blocks = Histories.shuffled(blocks, random);
                    }
                    freeTogether(trial, space, blocks, threads);
                    space.checkWhole();
                }
            }
        });
    }

    /** Of threads that free one block at the same moment exactly one succeeds; the others are refused. */
    static void racingFrees(Trial trial) {
        trial.onEach(meetings(), (space, random) -> {
            for (int threads : CROWDS) {
                for (int round = 0; round < trial.steps(MEETINGS); round++) {
                    int largest = Math.min(4, space.shape().maxOrder());
                    for (int i = 0; i < TWICE_BLOCKS; i++) {
                        space.allocate(random.nextInt(largest + 1));
                    }
                    freeTwice(trial, space, space.model().allocated(), threads);
                    space.checkWhole();
                }
            }
        });
    }

    private static List<Shape> crowded() {
        return List.of(Shape.of(2), Shape.of(8), new Shape(13, 2), Shape.of(64), Shape.of(513), new Shape(4097, 6),
                Shape.of(70_000));
    }

    private static List<Shape> meetings() {
        return List.of(Shape.of(2), Shape.of(4), Shape.of(8), Shape.of(13), Shape.of(64), new Shape(100, 3),
                Shape.of(513));
    }

    private static void crowd(Trial trial, CheckedAllocator space, int threads, int steps, SplittableRandom random) {
        OwnerMap owners = new OwnerMap(space.shape().units());
        AtomicReferenceArray<Worker.@Nullable Held> exchange = new AtomicReferenceArray<>(EXCHANGE);
        long share = Math.max(1, space.shape().units() * (60 + random.nextInt(60)) / 100 / threads);
        List<Worker> workers = IntStream.rangeClosed(1, threads)
                .mapToObj(thread -> new Worker(space, owners, exchange, thread, random.split(), steps, share))
                .toList();
        Watchdog.together(workers);
        trial.count((long) threads * steps);

        workers.forEach(worker -> worker.held().forEach(held -> adopt(space, held)));
        for (int i = 0; i < EXCHANGE; i++) {
            Worker.Held left = exchange.get(i);
            if (left != null) {
                adopt(space, left);
            }
        }
        space.checkJoined();
        space.freeAll(Histories.shuffled(space.model().allocated(), random));
        space.checkWhole();
    }

    private static void adopt(CheckedAllocator space, Worker.Held held) {
        space.adopt(held.block().offset(), held.block().units());
    }

    private static void drainTogether(Trial trial, CheckedAllocator space, int order, int threads) {
        BlockAllocator allocator = space.allocator();
        OwnerMap owners = new OwnerMap(space.shape().units());
        long most = space.shape().units();
        List<List<Block>> given = new ArrayList<>();
        List<Watchdog.Task> drains = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(threads);
        for (int thread = 1; thread <= threads; thread++) {
            int owner = thread;
            List<Block> mine = new ArrayList<>();
            given.add(mine);
            drains.add(() -> {
                start.await();
                for (long call = 0; call <= most; call++) {
                    long offset = allocator.allocate(order);
                    if (offset == NO_BLOCK) {
                        return;
                    }
                    Block block = new Block(offset, 1L << order);
                    owners.claim(owner, block);
                    mine.add(block);
                }
                throw new AssertionError("thread " + owner + " was given more blocks than there are units");
            });
        }
        Watchdog.together(drains);
        given.forEach(blocks -> blocks.forEach(block -> space.adopt(block.offset(), block.units())));
        trial.count(space.model().allocated().size());
        space.checkBooks();
        PlacementChecks.takeAll(space, order);
        PlacementChecks.takeAll(space, 0);
        space.checkBooks();
        freeTogether(trial, space, space.model().allocated(), threads);
        space.checkWhole();
    }

    /** Deals the blocks out to threads like cards, and lets all free theirs at once. */
    private static void freeTogether(Trial trial, CheckedAllocator space, List<Block> blocks, int threads) {
        List<Watchdog.Task> frees = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(threads);
        for (int thread = 0; thread < threads; thread++) {
            int first = thread;
            frees.add(() -> {
                start.await();
                for (int i = first; i < blocks.size(); i += threads) {
                    space.allocator().free(blocks.get(i).offset());
                }
            });
        }
        Watchdog.together(frees);
        trial.count(blocks.size());
        blocks.forEach(block -> space.model().give(block.offset()));
    }

    private static void freeTwice(Trial trial, CheckedAllocator space, List<Block> blocks, int threads) {
        AtomicIntegerArray freed = new AtomicIntegerArray(blocks.size());
        CyclicBarrier start = new CyclicBarrier(threads);
        Watchdog.Task racer = () -> {
            start.await();
            for (int i = 0; i < blocks.size(); i++) {
                try {
                    space.allocator().free(blocks.get(i).offset());
                    freed.incrementAndGet(i);
                } catch (IllegalArgumentException refused) {
                    // Another thread was first: that it was exactly one is counted below.
                    continue;
                }
            }
        };
        Watchdog.Task[] racers = new Watchdog.Task[threads];
        Arrays.fill(racers, racer);
        Watchdog.together(Arrays.asList(racers));
        trial.count((long) blocks.size() * threads);
        for (int i = 0; i < blocks.size(); i++) {
            if (freed.get(i) != 1) {
                throw new AssertionError("of " + threads + " threads that freed " + blocks.get(i)
                        + " at the same moment " + freed.get(i) + " succeeded, expected exactly one");
            }
            space.model().give(blocks.get(i).offset());
        }
    }
}
