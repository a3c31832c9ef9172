package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MIB = 1 << 20;
    private static final long CHUNK = BudgetAccount.CHUNK;

    /** A pool of numbers: so much used, so much free and committed, under a lock as a purge has. */
    private static final class NumberPool implements BudgetAccount.Member {
        final ReentrantLock purge = new ReentrantLock();
        final BudgetAccount account;
        long used;
        long free;
        int asked;

        NumberPool(MemoryBudget budget, long capacity) {
            account = budget.open("numbers", capacity, true);
            account.join(this);
        }

        boolean grow(long bytes) {
            used += bytes;
            return account.cover(used + free);
        }

        void free(long bytes) {
            used -= bytes;
            free += bytes;
        }

        @Override
        public long giveBack(long byteSize) {
            asked++;
            if (!purge.tryLock()) {
                return used + free;
            }
            try {
                free -= Math.min(free, byteSize);
                return used + free;
            } finally {
                purge.unlock();
            }
        }
    }

    @Test
    void aPoolSetsAsideChunksAndComparesInBetween() {
        MemoryBudget budget = MemoryBudget.of(100 * MIB);
        NumberPool pool = new NumberPool(budget, 50 * MIB);

        assertThat(pool.grow(4096)).isTrue();
        assertThat(budget.reservedBytes()).isEqualTo(CHUNK);
        assertThat(pool.grow(CHUNK - 4096)).isTrue();
        assertThat(budget.reservedBytes()).isEqualTo(CHUNK);
        assertThat(pool.grow(1)).isTrue();
        assertThat(budget.reservedBytes()).isEqualTo(2 * CHUNK);
        assertThat(pool.grow(10 * CHUNK)).isTrue();
        assertThat(budget.reservedBytes()).isEqualTo(12 * CHUNK);
        assertThat(pool.asked).isZero();
    }

    @Test
    void anotherPoolGivesBackWhatItKeepsFreeBeforeTheBudgetIsExceeded() {
        MemoryBudget budget = MemoryBudget.of(700 * MIB);
        NumberPool hoarder = new NumberPool(budget, 600 * MIB);
        hoarder.grow(400 * MIB);
        hoarder.free(400 * MIB);
        NumberPool needy = new NumberPool(budget, 600 * MIB);

        for (int i = 0; i < 600; i++) {
            assertThat(needy.grow(MIB)).isTrue();
        }

        assertThat(hoarder.free).isEqualTo(100 * MIB);
        assertThat(budget.reservedBytes()).isEqualTo(700 * MIB);
    }

    @Test
    void aPoolIsAskedForItsOwnFreeMemoryLast() {
        MemoryBudget budget = MemoryBudget.of(40 * MIB);
        NumberPool pool = new NumberPool(budget, 100 * MIB);
        NumberPool other = new NumberPool(budget, 100 * MIB);
        other.grow(12 * MIB);
        other.free(4 * MIB);
        pool.grow(28 * MIB);
        pool.free(20 * MIB);

        assertThat(pool.grow(8 * MIB)).isTrue();

        assertThat(other.asked).isEqualTo(1);
        assertThat(other.free).isZero();
        assertThat(pool.free).isEqualTo(16 * MIB);
    }

    @Test
    void anExceededBudgetSaysSoAndCountsTheTruth() {
        MemoryBudget budget = MemoryBudget.of(10 * MIB);
        NumberPool pool = new NumberPool(budget, 100 * MIB);

        assertThat(pool.grow(12 * MIB)).isFalse();
        assertThat(budget.reservedBytes()).isEqualTo(12 * MIB);
        pool.free(12 * MIB);
        pool.free = 0;
        pool.account.uncover(0);

        assertThat(budget.reservedBytes()).as("a chunk to grow into").isEqualTo(CHUNK);
        assertThat(pool.grow(4 * MIB)).isTrue();
    }

    @Test
    void aPoolThatIsGivingBackItselfIsPassedOver() throws InterruptedException {
        MemoryBudget budget = MemoryBudget.of(16 * MIB);
        NumberPool busy = new NumberPool(budget, 100 * MIB);
        busy.grow(12 * MIB);
        busy.free(12 * MIB);
        NumberPool needy = new NumberPool(budget, 100 * MIB);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread purge = Thread.ofPlatform().start(() -> {
            busy.purge.lock();
            try {
                held.countDown();
                done.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            } finally {
                busy.purge.unlock();
            }
        });
        held.await();

        assertThat(needy.grow(8 * MIB)).isFalse();
        assertThat(busy.asked).isEqualTo(1);
        done.countDown();
        purge.join();
        assertThat(needy.grow(4 * MIB)).isTrue();
    }

    /** Race: two pools that hold their own purge's lock each ask the other. */
    @Test
    void poolsThatAskEachOtherUnderTheirOwnLocksDoNotWait() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            MemoryBudget budget = MemoryBudget.of(64 * MIB);
            List<NumberPool> pools = List.of(new NumberPool(budget, MIB), new NumberPool(budget, MIB));
            List<Thread> threads = new ArrayList<>();
            for (NumberPool pool : pools) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int step = 0; step < 50; step++) {
                        pool.purge.lock();
                        try {
                            pool.grow(4 * MIB);
                            pool.free(4 * MIB);
                        } finally {
                            pool.purge.unlock();
                        }
                    }
                }));
            }
            for (Thread each : threads) {
                each.join();
            }
            for (NumberPool pool : pools) {
                pool.account.close();
            }
            assertThat(budget.reservedBytes()).isZero();
            assertThat(budget.promisedBytes()).isZero();
        }
    }

    /** Race: a pool is closed while another thread grows it. */
    @Test
    void poolsThatAreClosedWhileTheyGrowLeaveNothing() throws InterruptedException {
        MemoryBudget budget = MemoryBudget.of(1 << 30);
        for (int round = 0; round < 2000; round++) {
            NumberPool pool = new NumberPool(budget, MIB);
            CountDownLatch started = new CountDownLatch(1);
            Thread grower = Thread.ofPlatform().start(() -> {
                started.countDown();
                for (int step = 0; step < 8; step++) {
                    pool.grow(CHUNK);
                }
            });
            started.await();
            pool.account.close();
            grower.join();
            assertThat(budget.reservedBytes()).as("round " + round).isZero();
        }
    }

    @Test
    void aClosedAccountLeavesNothingBehindAndClosesOnce() {
        MemoryBudget budget = MemoryBudget.of(64 * MIB);
        NumberPool pool = new NumberPool(budget, 32 * MIB);
        pool.grow(10 * MIB);
        pool.account.close();
        pool.account.close();

        assertThat(budget.reservedBytes()).isZero();
        assertThat(budget.promisedBytes()).isZero();
        NumberPool other = new NumberPool(budget, 32 * MIB);
        other.grow(100 * MIB);
        assertThat(pool.asked).isZero();
    }

    @Test
    void whatIsToBeCommittedAtOnceIsRefusedWhereItIsTooMuch() {
        MemoryBudget budget = MemoryBudget.of(64 * MIB);
        NumberPool hoarder = new NumberPool(budget, 32 * MIB);
        hoarder.grow(32 * MIB);
        hoarder.free(8 * MIB);
        BudgetAccount account = budget.open("eager", 100 * MIB, true);

        assertThatExceptionOfType(BudgetExceededException.class)
                .isThrownBy(() -> account.require("eager", 41 * MIB))
                .withMessageContaining(
                        "pool eager cannot commit 42991616 bytes at once: 41943040 are left of a budget of"
                                + " 67108864 bytes")
                .satisfies(refused -> assertThat(refused.askedBytes()).isEqualTo(41 * MIB))
                .satisfies(refused -> assertThat(refused.leftBytes()).isEqualTo(40 * MIB));
        assertThat(budget.reservedBytes()).isEqualTo(24 * MIB);
        account.require("eager", 40 * MIB);
        assertThat(budget.reservedBytes()).isEqualTo(64 * MIB);
        assertThat(account.cover(40 * MIB)).isTrue();
    }

    @Test
    void anUnlimitedBudgetCountsNothing() {
        BudgetAccount account = MemoryBudget.unlimited().open("any", Long.MAX_VALUE, true);

        assertThat(account.cover(Long.MAX_VALUE)).isTrue();
        account.require("any", Long.MAX_VALUE);
        account.uncover(0);
        account.close();
        assertThat(MemoryBudget.unlimited().reservedBytes()).isZero();
        assertThat(MemoryBudget.unlimited().promisedBytes()).isZero();
        assertThat(account.cover(1)).isTrue();
    }

    @Test
    void heapAndDefaultPoolsNeverExceedWhatTheProcessMayUse() {
        long[] limits = {128 * MIB, 700 * MIB, 1500 * MIB, 8192 * MIB, 512 * 1024 * MIB};
        for (long limit : limits) {
            for (long heap : new long[] {limit / 8, limit / 4, limit / 2, limit * 13 / 15, limit, 2 * limit}) {
                MemoryBudget budget = MemoryBudget.ofProcess(limit, heap);
                long sum = 0;
                for (int pool = 0; pool < 20; pool++) {
                    long capacity = budget.defaultCapacity(limit);
                    assertThat(capacity).isLessThanOrEqualTo(limit / 4);
                    budget.open("default", capacity, false);
                    sum += capacity;
                }
                assertThat(sum == 0 || sum + heap + BudgetAccount.reserveOfJvm(limit, heap) <= limit)
                        .as("limit %s heap %s sum %s", limit, heap, sum).isTrue();
            }
        }
        assertThat(MemoryBudget.ofProcess(8192 * MIB, 2048 * MIB).defaultCapacity(8192 * MIB)).isEqualTo(2048 * MIB);
        assertThat(MemoryBudget.ofProcess(0, MIB)).isSameAs(MemoryBudget.unlimited());
        assertThat(MemoryBudget.unlimited().defaultCapacity(80 * MIB)).isEqualTo(20 * MIB);
    }

    @Test
    void beyondCapacitiesThatWereChosenTooLargeADefaultIsHalfOfWhatNobodyHasSetAside() {
        MemoryBudget budget = MemoryBudget.of(100 * MIB);
        NumberPool pool = new NumberPool(budget, 1024 * MIB);
        pool.grow(40 * MIB);

        assertThat(budget.defaultCapacity(1024 * MIB)).isEqualTo(30 * MIB);
        pool.grow(80 * MIB);
        assertThat(budget.defaultCapacity(1024 * MIB)).isZero();
    }

    @Test
    void aCapacityBeyondWhatIsLeftIsWarnedOfOnce() {
        List<String> warnings = new ArrayList<>();
        Logger logger = Logger.getLogger("dev.cleave.memory");
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                warnings.add(logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(listening);
        try {
            MemoryBudget budget = MemoryBudget.of(100 * MIB);
            budget.open("fits", 60 * MIB, true);
            budget.open("default", 60 * MIB, false);
            assertThat(warnings).isEmpty();
            budget.open("large", 60 * MIB, true);
            budget.open("larger", 600 * MIB, true);
        } finally {
            logger.removeHandler(listening);
        }
        assertThat(warnings).singleElement().asString()
                .startsWith("pool large may commit 62914560 bytes, but 0 are left of a budget of 104857600 bytes")
                .contains("-Xmx");
    }

    @Test
    void coveringMakesNoGarbage() {
        MemoryBudget budget = MemoryBudget.of(64 * MIB);
        NumberPool hoarder = new NumberPool(budget, 64 * MIB);
        NumberPool needy = new NumberPool(budget, 64 * MIB);
        long bytes = 0;
        for (int round = 0; round < 3; round++) {
            long before = allocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                hoarder.used = 40 * MIB;
                hoarder.account.cover(40 * MIB);
                hoarder.used = 0;
                hoarder.free = 40 * MIB;
                needy.used = 40 * MIB;
                needy.account.cover(40 * MIB);
                needy.used = 0;
                needy.account.uncover(0);
                hoarder.free = 0;
                hoarder.account.uncover(0);
            }
            bytes = allocatedBytes() - before;
        }
        assertThat(bytes).isLessThan(10_000);
        assertThat(hoarder.asked).isPositive();
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void aNegativeBudgetIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryBudget.of(-1));
    }
}
