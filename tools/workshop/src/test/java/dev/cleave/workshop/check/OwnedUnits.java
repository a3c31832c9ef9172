package dev.cleave.workshop.check;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cleave.workshop.contract.BlockAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.ToLongBiFunction;

/** Threads that allocate and free at random, in a space where it is known of each unit who owns it. */
public final class OwnedUnits {
    /** A worker that begins when time is over still has so many tries: by then the others give back what they hold. */
    private static final long MOST_ROUNDS_UNSERVED = 1 << 24;

    private final BlockAllocator allocator;
    private final ToLongBiFunction<Integer, Random> request;
    private final AtomicIntegerArray owners;
    private final int mostOrder;

    /** Threads that ask for orders up to {@code mostOrder} by {@code request}. */
    public OwnedUnits(BlockAllocator allocator, int mostOrder, ToLongBiFunction<Integer, Random> request) {
        this.allocator = allocator;
        this.request = request;
        this.mostOrder = mostOrder;
        owners = new AtomicIntegerArray((int) allocator.shape().units());
    }

    /** Runs for so long, and until each worker was served, then frees all: the space must be as fresh. */
    public void run(int threads, long millis, long seed) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Callable<Long>> workers = new ArrayList<>();
        for (int worker = 1; worker <= threads; worker++) {
            int me = worker;
            workers.add(() -> work(me, new Random(seed + me), end));
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (Future<Long> each : pool.invokeAll(workers)) {
                if (each.get() == 0) {
                    throw new AssertionError("a worker allocated nothing");
                }
            }
        }
        RandomHistory.assertFresh(allocator, "seed " + seed);
    }

    private long work(int me, Random random, long end) {
        List<Long> mine = new ArrayList<>();
        long allocated = 0;
        for (long rounds = 0; (rounds & 63) != 0 || System.nanoTime() < end
                || allocated == 0 && rounds < MOST_ROUNDS_UNSERVED; rounds++) {
            boolean filling = (rounds / 1000 & 1) == 0;
            if (mine.isEmpty() || random.nextInt(8) < (filling ? 5 : 3)) {
                long offset = request.applyAsLong(random.nextInt(mostOrder + 1), random);
                if (offset != BlockAllocator.NO_BLOCK) {
                    own(offset, 0, me);
                    mine.add(offset);
                    allocated++;
                }
            } else {
                int at = random.nextInt(mine.size());
                long offset = mine.get(at);
                mine.set(at, mine.getLast());
                mine.removeLast();
                release(offset, me);
            }
        }
        mine.forEach(offset -> release(offset, me));
        return allocated;
    }

    private void release(long offset, int me) {
        own(offset, me, 0);
        allocator.free(offset);
    }

    private void own(long offset, int expected, int owner) {
        long units = allocator.unitsOf(offset);
        for (long unit = offset; unit < offset + units; unit++) {
            if (!owners.compareAndSet((int) unit, expected, owner)) {
                throw new AssertionError(
                        "unit " + unit + " of the block at " + offset + ", " + units + " units, belongs to "
                                + owners.get((int) unit) + ", not to " + expected);
            }
        }
    }

    /** No thread is refused a block as long as it asks for no more than its share of all blocks of an order. */
    public static void neverRefused(BlockAllocator allocator, int order, int threads, long millis)
            throws InterruptedException, ExecutionException {
        int share = (int) (allocator.shape().units() >> order) / threads;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Callable<Boolean> holder = () -> {
            long[] mine = new long[share];
            Random random = new Random(share);
            for (long rounds = 0; rounds == 0 || System.nanoTime() < end; rounds++) {
                int count = random.nextInt(share) + 1;
                for (int i = 0; i < count; i++) {
                    mine[i] = allocator.allocate(order);
                    if (mine[i] == BlockAllocator.NO_BLOCK) {
                        throw new AssertionError(
                                "refused block " + i + " of a share of " + share + ", round " + rounds);
                    }
                }
                for (int i = 0; i < count; i++) {
                    allocator.free(mine[i]);
                }
            }
            return true;
        };
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (Future<Boolean> each : pool.invokeAll(Collections.nCopies(threads, holder))) {
                each.get();
            }
        }
        RandomHistory.assertFresh(allocator, "after shares were freed");
    }

    /** Spins a little and then lets others run: on one processor, the one waited for is among them. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void pause(int spins) {
        if (spins < 1_000) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** Of threads that free one block at the same time exactly one succeeds, and every other is refused. */
    public static void freeTogether(BlockAllocator allocator, int order, int rounds)
            throws InterruptedException, ExecutionException {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < rounds; round++) {
                long offset = allocator.allocate(order);
                AtomicInteger ready = new AtomicInteger();
                AtomicInteger freed = new AtomicInteger();
                Callable<Boolean> free = () -> {
                    ready.incrementAndGet();
                    for (int spins = 0; ready.get() < 2; spins++) {
                        pause(spins);
                    }
                    try {
                        allocator.free(offset);
                        freed.incrementAndGet();
                        return true;
                    } catch (IllegalArgumentException expected) {
                        return false;
                    }
                };
                for (Future<Boolean> each : pool.invokeAll(List.of(free, free))) {
                    each.get();
                }
                if (freed.get() != 1) {
                    throw new AssertionError("freed " + freed + " times at once");
                }
                assertThrows(IllegalArgumentException.class, () -> allocator.free(offset));
            }
        }
        RandomHistory.assertFresh(allocator, "after racing frees");
    }
}
