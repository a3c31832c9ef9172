package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The races that the package numbers, but those of the purge. */
class PoolRaceTest {
    private static final int THREADS = 4;
    private static final long MIB = 1 << 20;

    /** Race 4 of the package. */
    @Test
    void aPoolIsClosedUnderItsUsers() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int round = 0; round < 30; round++) {
                Pool pool = Pool.builder().capacity(4 * MIB).build();
                CyclicBarrier start = new CyclicBarrier(THREADS + 1);
                List<Future<Long>> users = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    users.add(threads.submit(() -> useUntilClosed(pool, start)));
                }
                start.await();
                pool.close();
                for (Future<Long> user : users) {
                    assertThat(user.get()).as("round " + round).isNotNegative();
                }
                pool.space().verify();
            }
        }
    }

    /**
     * Allocates, writes and frees until the pool is closed; answers how often. Anything but
     * "closed" fails the test.
     */
    private static long useUntilClosed(Pool pool, CyclicBarrier start) throws Exception {
        start.await();
        long rounds = 0;
        try {
            while (true) {
                MemorySegment block = pool.allocate(5_000);
                block.set(JAVA_BYTE, 4_999, (byte) 1);
                pool.free(block);
                rounds++;
            }
        } catch (IllegalStateException closed) {
            return rounds;
        }
    }

    /**
     * Race 7 of the package: a pool that was closed never has a lease, nor one that has a lease
     * been closed.
     */
    @Test
    void aPoolIsEitherClosedOrLeased() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 3_000; round++) {
                Pool pool = Pool.builder().capacity(MIB).purge(false).build();
                if (round % 2 == 0) {
                    pool.leases().giveBack(pool.leases().leaseSpare());
                }
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Long> leased = threads.submit(() -> RacingCalls.leaseUnlessClosed(pool, start));
                Future<Boolean> closed = threads.submit(() -> RacingCalls.closeUnlessServed(pool, start));

                assertThat(leased.get() == 0).as("round " + round).isEqualTo(closed.get());
                if (!closed.get()) {
                    assertThat(pool.memory().get(JAVA_BYTE, 0)).as("it stays open").isZero();
                    pool.free(pool.allocate(1));
                    pool.leases().giveBack(leased.get());
                    pool.close();
                }
                pool.space().verify();
                assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
            }
        }
    }

    /** Race 8 of the package. */
    @Test
    void blocksThatAreResizedBesideEachOtherAndAPurgeKeepTheirBytes() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        try (Pool pool = Pool.builder().capacity(4 * MIB).purge(false).build();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> users = new ArrayList<>();
            for (int thread = 0; thread < THREADS - 1; thread++) {
                long mine = seed + thread;
                users.add(threads.submit(() -> resizeAndCheck(pool, new SplittableRandom(mine), (byte) mine)));
            }
            users.add(threads.submit(() -> {
                for (int round = 0; round < 200; round++) {
                    pool.trim();
                }
            }));
            for (Future<?> user : users) {
                user.get();
            }
            assertThat(pool.usage().usedBytes()).isZero();
            assertThat(pool.usage().requestedBytes()).isZero();
            pool.space().verify();
        }
    }

    private static void resizeAndCheck(Pool pool, SplittableRandom random, byte mark) {
        for (int round = 0; round < 4_000; round++) {
            Lease lease = new Lease();
            pool.leases().lease(lease, 1 + random.nextInt(100_000), 1);
            long address = lease.address();
            MemorySegment block = block(pool, address);
            if (lease.isZero()) {
                assertThat(block.mismatch(MemorySegment.ofArray(new byte[(int) block.byteSize()]))).isEqualTo(-1);
            }
            block.fill(mark);
            for (int resize = 0; resize < 3; resize++) {
                long kept = block.byteSize();
                pool.leases().resize(address, 1 + random.nextInt(200_000));
                block = block(pool, address);
                kept = Math.min(kept, block.byteSize());
                assertThat(block.get(JAVA_BYTE, 0)).isEqualTo(mark);
                assertThat(block.get(JAVA_BYTE, kept - 1)).isEqualTo(mark);
                block.fill(mark);
            }
            pool.leases().giveBack(lease);
        }
    }

    private static MemorySegment block(Pool pool, long address) {
        long offset = address - pool.baseAddress();
        return pool.memory().asSlice(offset, pool.space().unitsOf(offset / pool.unit()) * pool.unit());
    }

    /** Race 5 of the package. */
    @Test
    void ofManyThreadsThatFreeOneBlockOneSucceeds() throws Exception {
        try (Pool pool = Pool.builder().capacity(4 * MIB).build();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int round = 0; round < 2_000; round++) {
                long address = pool.allocateAddress(5_000);
                CyclicBarrier start = new CyclicBarrier(THREADS);
                List<Future<Integer>> frees = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    frees.add(threads.submit(() -> {
                        start.await();
                        try {
                            pool.free(address);
                            return 1;
                        } catch (IllegalArgumentException freedBefore) {
                            return 0;
                        }
                    }));
                }
                int freed = 0;
                for (Future<Integer> free : frees) {
                    freed += free.get();
                }
                assertThat(freed).as("round " + round).isEqualTo(1);
            }
            assertThat(pool.usage().usedBytes()).isZero();
            assertThat(pool.usage().requestedBytes()).isZero();
            pool.space().verify();
        }
    }

    /**
     * Race 5 of the package: a free that comes too late never takes a leased block, nor spoils what
     * the books say of it.
     */
    @Test
    void aStaleFreeTakesNoLease() throws Exception {
        try (Pool pool = Pool.builder().capacity(MIB).purge(false).build();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            long stale = pool.allocateAddress(5_000);
            pool.free(stale);
            AtomicBoolean stop = new AtomicBoolean();
            List<Future<Long>> stragglers = new ArrayList<>();
            for (int thread = 0; thread < THREADS - 1; thread++) {
                stragglers.add(threads.submit(() -> freeUntilStopped(pool, stale, stop)));
            }
            try {
                for (int round = 0; round < 20_000; round++) {
                    long leased = pool.leases().lease(5_000, 1);
                    assertThat(leased).as("round %d: nobody else has a block", round).isEqualTo(stale);
                    pool.leases().resize(leased, 9_000);
                    pool.leases().giveBack(leased);
                }
            } finally {
                stop.set(true);
            }
            for (Future<Long> straggler : stragglers) {
                assertThat(straggler.get()).as("frees that were not refused").isZero();
            }
            assertThat(pool.usage().usedBytes()).isZero();
            assertThat(pool.usage().requestedBytes()).isZero();
            pool.space().verify();
        }
    }

    private static long freeUntilStopped(Pool pool, long stale, AtomicBoolean stop) {
        long freed = 0;
        while (!stop.get()) {
            try {
                pool.free(stale);
                freed++;
            } catch (IllegalArgumentException refused) {
                Thread.onSpinWait();
            }
        }
        return freed;
    }

    /**
     * Race 5 of the package: the purge's block is not in the book, whoever frees or resizes it
     * while its pages are dropped.
     */
    @Test
    void aStaleFreeTakesNothingFromThePurge() {
        OperatingSystem real = OperatingSystem.current();
        List<Runnable> whileDropping = new ArrayList<>();
        OperatingSystem watched = (OperatingSystem) Proxy.newProxyInstance(OperatingSystem.class.getClassLoader(),
                new Class<?>[] {OperatingSystem.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("drop")) {
                        whileDropping.forEach(Runnable::run);
                    }
                    return method.invoke(real, arguments);
                });
        Assumptions.assumeTrue(real.canDrop());
        try (Pool pool = Pool.builder().capacity(4 * MIB).purge(false).operatingSystem(watched).build()) {
            long stale = pool.allocateAddress(MIB);
            pool.free(stale);
            List<Long> refused = new ArrayList<>();
            whileDropping.add(() -> {
                assertThatIllegalArgumentException().isThrownBy(() -> pool.free(stale));
                assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(stale, 4096));
                refused.add(stale);
            });

            assertThat(pool.trim()).isEqualTo(MIB);
            assertThat(refused).hasSize(1);
            whileDropping.clear();
            assertThat(pool.usage().usedBytes()).isZero();
            pool.space().verify();
        }
    }

    /** Race 6 of the package. */
    @Test
    void neighboursInOneFrameAreBothKnownToBeZero() throws Exception {
        try (Pool pool = Pool.builder().unit(64).capacity(4 * MIB).purge(false).build();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Long>> users = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                users.add(threads.submit(() -> leaseAndWrite(pool)));
            }
            for (Future<Long> user : users) {
                assertThat(user.get()).as("blocks that were known to be zero and were not").isZero();
            }
        }
    }

    private static long leaseAndWrite(Pool pool) {
        long wrong = 0;
        List<Long> leased = new ArrayList<>();
        for (int each = 0; each < 10_000; each++) {
            Lease lease = new Lease();
            pool.leases().lease(lease, 64, 1);
            MemorySegment block = pool.memory().asSlice(lease.address() - pool.baseAddress(), 64);
            boolean zero = block.mismatch(MemorySegment.ofArray(new byte[64])) < 0;
            wrong += lease.isZero() && !zero ? 1 : 0;
            block.fill((byte) 1);
            leased.add(lease.address());
        }
        leased.forEach(pool.leases()::giveBack);
        return wrong;
    }
}
