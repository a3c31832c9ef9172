package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Races 18 to 21 of the package: children of one pool, many threads, every block's owner known. */
class PoolChildRaceTest {
    private static final long UNIT = 4096;
    private static final int THREADS = 4;
    private static final int STEPS = 40_000;
    private static final int CHECKED_EACH = 1_000;
    private static final long SEED = Long.getLong("cleave.stress.seed", System.nanoTime());

    /** A child, and what its blocks' holders have by their own books. */
    private static final class Consumer {
        private final Pool child;
        private final long cap;
        private final AtomicLong held = new AtomicLong();
        private final AtomicLong most = new AtomicLong();

        Consumer(Pool child, long cap) {
            this.child = child;
            this.cap = cap;
        }

        /**
         * What is counted here was allocated before and is freed after: never more than the account
         * has.
         */
        void holds(long more) {
            most.accumulateAndGet(held.addAndGet(more), Math::max);
        }
    }

    private record Held(Consumer owner, long bytes, boolean leased) {}

    /** Race 18 and 19: no cap is exceeded, and whoever frees or resizes, the owner is credited. */
    @Test
    void manyThreadsNeverExceedACapAndEveryFreeIsTheOwners() throws Exception {
        System.out.println("cleave.stress.seed=" + SEED);
        try (Pool pool = Pool.builder().capacity(256 * UNIT).purge(false).build();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Consumer> consumers = new ArrayList<>();
            for (int cap : new int[] {20, 60, 400}) {
                consumers.add(new Consumer(pool.child("cap-" + cap, cap * UNIT), cap * UNIT));
            }
            ConcurrentMap<Long, Held> owners = new ConcurrentHashMap<>();
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(SEED + thread);
                done.add(threads.submit(() -> live(pool, consumers, owners, random)));
            }
            for (Future<?> each : done) {
                each.get();
            }
            assertThat(consumers).allSatisfy(each -> {
                assertThat(each.child.usedBytes()).as(each.child.name()).isEqualTo(each.held.get());
                assertThat(each.most.get()).isLessThanOrEqualTo(each.cap);
                ChildUsage usage = each.child.childUsage().orElseThrow();
                assertThat(usage.peakBytes()).isBetween(each.most.get(), each.cap);
            });
            assertThat(consumers.getFirst().child.childUsage().orElseThrow().capFailures()).isPositive();
            for (Map.Entry<Long, Held> left : owners.entrySet()) {
                free(pool, left.getKey(), left.getValue().leased);
            }
            assertThat(pool.usedBytes()).isZero();
            assertThat(pool.children()).allSatisfy(each -> assertThat(each.usedBytes()).isZero());
            pool.space().verify();
            consumers.forEach(each -> each.child.close());
        }
    }

    private static void live(Pool pool, List<Consumer> consumers, ConcurrentMap<Long, Held> owners, Random random) {
        for (int step = 0; step < STEPS; step++) {
            if (step % CHECKED_EACH == 0) {
                consumers.forEach(each -> assertThat(each.child.usedBytes()).isLessThanOrEqualTo(each.cap));
            }
            if (random.nextInt(5) < 2) {
                take(consumers.get(random.nextInt(consumers.size())), owners, random);
            } else {
                giveBackOrResize(pool, owners, random);
            }
        }
    }

    private static void take(Consumer owner, ConcurrentMap<Long, Held> owners, Random random) {
        long bytes = random.nextLong(1, 12) * UNIT;
        boolean leased = random.nextBoolean();
        long address = leased ? owner.child.leases().tryLease(bytes, 1) : owner.child.tryAllocateAddress(bytes);
        if (address != 0) {
            owner.holds(bytes);
            owners.put(address, new Held(owner, bytes, leased));
        }
    }

    /**
     * Whichever block comes first: most often it is another thread's. Whoever removes it from the
     * map is its holder.
     */
    private static void giveBackOrResize(Pool pool, ConcurrentMap<Long, Held> owners, Random random) {
        for (Long address : owners.keySet()) {
            Held held = random.nextInt(4) == 0 ? owners.remove(address) : null;
            if (held != null && random.nextInt(4) == 0) {
                resize(held.owner.child, address, held, owners, random.nextLong(1, 12) * UNIT);
                return;
            }
            if (held != null) {
                held.owner.holds(-held.bytes);
                free(random.nextBoolean() ? pool : held.owner.child, address, held.leased);
                return;
            }
        }
    }

    private static void resize(Pool by, long address, Held held, ConcurrentMap<Long, Held> owners, long bytes) {
        held.owner.holds(Math.min(0, bytes - held.bytes));
        boolean resized = held.leased ? by.leases().resize(address, bytes) : by.resize(address, bytes);
        long now = resized ? bytes : held.bytes;
        held.owner.holds(now - Math.min(bytes, held.bytes));
        owners.put(address, new Held(held.owner, now, held.leased));
    }

    private static void free(Pool by, long address, boolean leased) {
        if (leased) {
            by.leases().giveBack(address);
        } else {
            by.free(address);
        }
    }

    /**
     * Race 20: a child that was closed holds nothing for ever, and one that holds something is not
     * closed.
     */
    @Test
    void aChildIsEitherClosedOrServed() throws Exception {
        try (Pool pool = Pool.builder().capacity(64 * UNIT).purge(false).build();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 5_000; round++) {
                Pool child = pool.child("raced", 8 * UNIT);
                if (round % 2 == 0) {
                    child.leases().giveBack(child.leases().leaseSpare());
                }
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Long> served = threads.submit(() -> allocateUnlessClosed(child, start));
                Future<Boolean> closed = threads.submit(() -> RacingCalls.closeUnlessServed(child, start));

                assertThat(served.get() == 0).as("round " + round).isEqualTo(closed.get());
                if (!closed.get()) {
                    child.free(served.get());
                    child.close();
                }
                assertThat(pool.children()).isEmpty();
                assertThat(pool.usedBytes()).isZero();
            }
        }
    }

    /** Race 21: of a closing of the pool and a lease by way of a child, one succeeds. */
    @Test
    void aPoolIsEitherClosedOrLeasedByAChild() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 2_000; round++) {
                Pool pool = Pool.builder().capacity(64 * UNIT).purge(false).build();
                Pool child = pool.child("raced", 8 * UNIT);
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Long> leased = threads.submit(() -> RacingCalls.leaseUnlessClosed(child, start));
                Future<Boolean> closed = threads.submit(() -> RacingCalls.closeUnlessServed(pool, start));

                assertThat(leased.get() == 0).as("round " + round).isEqualTo(closed.get());
                assertThat(child.isClosed()).isEqualTo(closed.get());
                if (!closed.get()) {
                    child.leases().giveBack(leased.get());
                    pool.close();
                }
            }
        }
    }

    /** Race 21: a child that is made while the pool is closed is closed with it, or never was. */
    @Test
    void aChildIsMadeOrThePoolIsClosed() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 1_000; round++) {
                Pool pool = Pool.builder().capacity(64 * UNIT).purge(false).build();
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Boolean> endedWithIt = threads.submit(() -> {
                    start.await();
                    try {
                        Pool child = pool.child("late", UNIT);
                        while (!pool.isClosed()) {
                            Thread.onSpinWait();
                        }
                        return isClosedInTheEnd(child);
                    } catch (IllegalStateException closed) {
                        return true;
                    }
                });
                Future<Boolean> closed = threads.submit(() -> RacingCalls.closeUnlessServed(pool, start));
                assertThat(closed.get()).isTrue();
                assertThat(endedWithIt.get()).isTrue();
            }
        }
    }

    /** The closing tells the pool and then its children. */
    private static boolean isClosedInTheEnd(Pool child) {
        while (!child.isClosed()) {
            Thread.onSpinWait();
        }
        return child.isClosed();
    }

    private static long allocateUnlessClosed(Pool pool, CyclicBarrier start) throws Exception {
        start.await();
        try {
            return pool.allocateAddress(100);
        } catch (IllegalStateException closed) {
            return 0;
        }
    }
}
