package dev.cleave.workshop.kit;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Many threads on one space. Each check ends with nobody on the way, all freed and drained, and the space as when opened. */
final class CrowdChecks {
    private static final int[] CROWDS = {2, 3, 4, 8};
    private static final long TINY = 64;
    private static final int TINY_ROUNDS = 120;
    private static final int TINY_STEPS = 300;
    private static final int STEPS = 60_000;
    private static final int SERVICE_STEPS = 300_000;
    private static final int TENANCY = 5000;
    private static final int SLACK = 16;
    private static final int EXCHANGE = 32;
    private static final int MEETINGS = 60;
    /** After so many frees at the same moment threads run free: a large space takes long enough. */
    private static final int MOST_TURNS = 100;
    private static final int TWICE_BLOCKS = 200;

    private CrowdChecks() {}

    /** Threads allocate, free, and free each other's blocks: no unit is ever held twice, none is lost, and all joins at the end. */
    static void owners(Trial trial) {
        trial.onEach(crowded(), (space, random) -> {
            boolean tiny = space.shape().units() <= TINY;
            for (int threads : CROWDS) {
                int rounds = tiny ? trial.steps(TINY_ROUNDS) / threads : 1;
                for (int round = 0; round < rounds; round++) {
                    Optional<Meeting> meeting = tiny && round % 2 == 0
                            ? Optional.of(new Meeting(threads))
                            : Optional.empty();
                    crowd(trial, space, threads, tiny ? TINY_STEPS : trial.steps(STEPS) / threads, meeting, random);
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

    /** While many more units are free than threads have on the way, no thread is refused one, in whosever cache they may lie. */
    static void service(Trial trial) {
        for (int threads : new int[] {2, 8}) {
            trial.onEach(List.of(Shape.of((long) threads * TENANCY + EXCHANGE + SLACK)), (space, random) -> {
                BlockAllocator allocator = space.allocator();
                int steps = trial.steps(SERVICE_STEPS) / threads;
                AtomicLongArray exchange = new AtomicLongArray(EXCHANGE);
                for (int i = 0; i < EXCHANGE; i++) {
                    exchange.set(i, NO_BLOCK);
                }
                List<Watchdog.Task> tenants = new ArrayList<>();
                for (int thread = 0; thread < threads; thread++) {
                    SplittableRandom own = random.split();
                    tenants.add(() -> dwell(allocator, exchange, steps, own));
                }
                Watchdog.together(tenants);
                for (int place = 0; place < EXCHANGE; place++) {
                    free(allocator, exchange, place);
                }
                trial.count((long) threads * steps);
                space.checkWhole();
            });
        }
    }

    private static void free(BlockAllocator allocator, AtomicLongArray exchange, int place) {
        long found = exchange.getAndSet(place, NO_BLOCK);
        if (found != NO_BLOCK) {
            allocator.free(found);
        }
    }

    /**
     * Holds all of its tenancy but for a few units. It lays units into the exchange and asks for others; where one lies already, it frees that: so some
     * threads free more than they allocate, and others less. At the end it holds nothing.
     */
    private static void dwell(BlockAllocator allocator, AtomicLongArray exchange, int steps, SplittableRandom random)
            throws InterruptedException {
        long[] mine = new long[TENANCY];
        int held = 0;
        for (int step = 0; step < TENANCY + steps; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (held < TENANCY && (step < TENANCY || random.nextInt(8) > 2)) {
                long offset = allocator.allocate(0);
                if (offset == NO_BLOCK) {
                    throw new AssertionError("refused a unit, though " + SLACK + " and more were free at any time");
                }
                mine[held++] = offset;
            } else {
                int place = random.nextInt(EXCHANGE);
                int victim = random.nextInt(held);
                if (exchange.compareAndSet(place, NO_BLOCK, mine[victim])) {
                    mine[victim] = mine[--held];
                } else {
                    free(allocator, exchange, place);
                }
            }
        }
        for (int i = 0; i < held; i++) {
            allocator.free(mine[i]);
        }
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
                        space.allocate(random.nextInt(random.nextInt(largest + 1) + 1));
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

    private static void crowd(Trial trial, CheckedAllocator space, int threads, int steps, Optional<Meeting> meeting,
            SplittableRandom random) {
        AtomicReferenceArray<Worker.@Nullable Held> exchange = new AtomicReferenceArray<>(EXCHANGE);
        long share = Math.max(1, space.shape().units() * (60 + random.nextInt(60)) / 100 / threads);
        Worker.Crowd crowd = new Worker.Crowd(space.allocator(), new OwnerMap(space.shape().units()), exchange, steps,
                share, meeting);
        List<Worker> workers = IntStream.rangeClosed(1, threads)
                .mapToObj(thread -> new Worker(crowd, thread, random.split()))
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
        if (random.nextBoolean()) {
            space.checkJoined();
        }
        PlacementChecks.fill(space, random);
        space.checkBooks();
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

    /** Deals the blocks out to threads like cards, and lets all free theirs at once, block by block. */
    private static void freeTogether(Trial trial, CheckedAllocator space, List<Block> blocks, int threads) {
        List<Watchdog.Task> frees = new ArrayList<>();
        Meeting meeting = new Meeting(threads);
        int turns = Math.ceilDiv(blocks.size(), threads);
        for (int thread = 0; thread < threads; thread++) {
            int first = thread;
            frees.add(() -> {
                for (int turn = 0; turn < turns; turn++) {
                    int mine = turn * threads + first;
                    if (turn < MOST_TURNS) {
                        meeting.await(turn);
                    }
                    if (mine < blocks.size()) {
                        space.allocator().free(blocks.get(mine).offset());
                    }
                }
            });
        }
        Watchdog.together(frees);
        trial.count(blocks.size());
        blocks.forEach(block -> space.model().give(block.offset()));
    }

    private static void freeTwice(Trial trial, CheckedAllocator space, List<Block> blocks, int threads) {
        AtomicIntegerArray freed = new AtomicIntegerArray(blocks.size());
        Meeting meeting = new Meeting(threads);
        Watchdog.Task racer = () -> {
            for (int i = 0; i < blocks.size(); i++) {
                meeting.await(i);
                try {
                    space.allocator().free(blocks.get(i).offset());
                    freed.incrementAndGet(i);
                } catch (IllegalArgumentException refused) {
                    // Another thread was first: that it was exactly one is counted below.
                    continue;
                }
            }
        };
        Watchdog.together(Collections.nCopies(threads, racer));
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
