package dev.cleave.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Requests that wait")
class AdmissionQueueTest {
    private static final long PAGEBLOCK = 64 << 10;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Pool pool = Pool.builder().capacity(8 * PAGEBLOCK).purge(false).budget(MemoryBudget.unlimited())
            .build();
    private final Guard guard = Guard.over(pool, PAGEBLOCK, System::nanoTime);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        assertThat(pool.usedBytes()).isZero();
        pool.close();
    }

    private void awaitWaiting(int count) {
        while (guard.queue().waiting() != count) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Test
    @DisplayName("are served when something is freed")
    void served() throws Exception {
        Tenant tenant = guard.tenant("waits", TenantLimits.share(PAGEBLOCK));
        long block = tenant.pool().allocateAddress(PAGEBLOCK);
        Future<Long> waits = threads.submit(() -> tenant.allocateAddress(4096, LONG));
        awaitWaiting(1);
        tenant.pool().free(block);
        tenant.pool().free(waits.get());
        assertThat(guard.queue().waiting()).isZero();
    }

    @Test
    @DisplayName("do not try themselves, or each other, all the time for what they had in hand for a moment")
    void doNotWakeEachOther() throws Exception {
        AdmissionQueue<Tenant> queue = new AdmissionQueue<>(tenant -> 0.5);
        Tenant tenant = guard.tenant("waits", TenantLimits.share(PAGEBLOCK));
        AtomicLong tries = new AtomicLong();
        Callable<Long> request = () -> queue.await(tenant, () -> {
            tries.incrementAndGet();
            queue.freed();
            return 0;
        }, Duration.ofMillis(300), Long.MAX_VALUE);
        for (Future<Long> each : threads.invokeAll(List.of(request, request))) {
            assertThat(each.get()).isZero();
        }
        assertThat(tries.get()).as("tries of two in 300 ms: some each 5 ms").isLessThan(1_000);
    }

    @Test
    @DisplayName("tell each other of what they freed as they were tried, by and by")
    void tellEachOther() throws Exception {
        AdmissionQueue<Tenant> queue = new AdmissionQueue<>(tenant -> 0.5);
        Tenant tenant = guard.tenant("waits", TenantLimits.share(PAGEBLOCK));
        AtomicBoolean isThere = new AtomicBoolean();
        Future<Long> served = threads.submit(
                () -> queue.await(tenant, () -> isThere.get() ? 1 : 0, LONG, Long.MAX_VALUE));
        while (queue.waiting() == 0) {
            Thread.yield();
        }
        Future<Long> frees = threads.submit(() -> queue.await(tenant, () -> {
            isThere.set(true);
            queue.freed();
            return 0;
        }, LONG, Long.MAX_VALUE));
        assertThat(served.get()).isEqualTo(1);
        frees.cancel(true);
    }

    @Test
    @DisplayName("fail at their deadline, and hold nothing")
    void deadline() throws Exception {
        Tenant tenant = guard.tenant("late", TenantLimits.share(PAGEBLOCK).blocks(1));
        long block = tenant.pool().allocateAddress(4096);
        assertThatExceptionOfType(AdmissionTimeoutException.class)
                .isThrownBy(() -> tenant.allocateAddress(4096, Duration.ZERO))
                .withMessageContaining("tenant late waited PT0S for 4096 bytes in vain")
                .withMessageContaining("has the 1 blocks that it may have");
        assertThatExceptionOfType(AdmissionTimeoutException.class)
                .isThrownBy(() -> tenant.allocateAddress(4096, Duration.ofMillis(2)));
        assertThat(tenant.usage().heldBytes()).isEqualTo(4096);
        assertThat(guard.queue().waiting()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tenant.allocateAddress(4096, Duration.ofNanos(-1)))
                .withMessageContaining("a deadline of PT-0.000000001S");
        tenant.pool().free(block);
    }

    @Test
    @DisplayName("are tried in the order of what their tenants hold of their shares")
    void order() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Tenant full = guard.tenant("full", TenantLimits.share(2 * PAGEBLOCK).blocks(2));
        Tenant emptier = guard.tenant("emptier", TenantLimits.share(4 * PAGEBLOCK).blocks(2));
        long[] blocks = {full.pool().allocateAddress(PAGEBLOCK), full.pool().allocateAddress(4096),
            emptier.pool().allocateAddress(4096), emptier.pool().allocateAddress(4096)};
        boolean[] open = {false};
        List<Future<?>> all = new ArrayList<>();
        for (Tenant each : List.of(full, emptier)) {
            all.add(threads.submit(() -> guard.queue().await(each, () -> {
                if (!open[0]) {
                    return 0;
                }
                order.add(each.name());
                return 1;
            }, LONG, Long.MAX_VALUE)));
            awaitWaiting(all.size());
        }
        open[0] = true;
        guard.queue().freed();
        for (Future<?> each : all) {
            each.get();
        }
        assertThat(order).containsExactly("emptier", "full");
        full.pool().free(blocks[0]);
        full.pool().free(blocks[1]);
        emptier.pool().free(blocks[2]);
        emptier.pool().free(blocks[3]);
    }

    /** Race 4. */
    @Test
    @DisplayName("are tried again where something was freed before they waited")
    void aFreeBeforeItWaits() throws Exception {
        Tenant tenant = guard.tenant("raced", TenantLimits.share(PAGEBLOCK));
        int[] tries = {0};
        long answer = guard.queue().await(tenant, () -> {
            if (++tries[0] == 1) {
                guard.queue().freed();
                return 0;
            }
            return 7;
        }, LONG, Long.MAX_VALUE);
        assertThat(answer).isEqualTo(7);
        assertThat(tries[0]).isEqualTo(2);
    }

    @Test
    @DisplayName("for a rate are served as time goes on, without a free")
    void rate() throws Exception {
        Tenant tenant = guard.tenant("paced", TenantLimits.share(PAGEBLOCK).rate(4096 * 100, 4096));
        long first = tenant.allocateAddress(4096, Duration.ZERO);
        long second = tenant.allocateAddress(4096, LONG);
        tenant.pool().free(first);
        tenant.pool().free(second);
    }
}
