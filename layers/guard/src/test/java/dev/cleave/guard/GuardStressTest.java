package dev.cleave.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Races 2, 5 and 6 of the package. */
@DisplayName("A guarded pool under many threads")
class GuardStressTest {
    private static final long SEED = Long.getLong("cleave.guard.seed", System.nanoTime());
    private static final long UNIT = 4096;
    private static final long PAGEBLOCK = 16 * UNIT;
    private static final int ROUNDS = 15_000;

    /** Allocates and frees at random; now and then all of it. */
    private static Callable<Void> churns(Tenant tenant, long seed) {
        return () -> {
            Random random = new Random(seed);
            List<Long> live = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                long block = random.nextInt(3) > 0
                        ? tenant.pool().tryAllocateAddress(UNIT * (1 + random.nextInt(20)))
                        : 0;
                if (block != 0) {
                    live.add(block);
                } else if (!live.isEmpty()) {
                    tenant.pool().free(live.remove(random.nextInt(live.size())));
                }
                if (random.nextInt(500) == 0) {
                    live.forEach(tenant.pool()::free);
                    live.clear();
                }
            }
            live.forEach(tenant.pool()::free);
            return null;
        };
    }

    @Test
    @DisplayName("accounts exactly, and always has a whole pageblock for whoever has fewer than its share")
    void threads() throws Exception {
        System.out.println("cleave.guard.seed=" + SEED);
        try (Pool pool = Pool.builder().capacity(24 * PAGEBLOCK).purge(false).budget(MemoryBudget.unlimited())
                .build()) {
            Guard guard = Guard.over(pool, PAGEBLOCK, System::nanoTime);
            Tenant one = guard.tenant("one", TenantLimits.share(6 * PAGEBLOCK).most(16 * PAGEBLOCK).blocks(60));
            Tenant two = guard.tenant("two", TenantLimits.share(6 * PAGEBLOCK).most(12 * PAGEBLOCK));
            Tenant victim = guard.tenant("victim", TenantLimits.share(4 * PAGEBLOCK));
            two.lendTo(one);
            AtomicLong refused = new AtomicLong();
            Callable<Void> demands = () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    long block = victim.pool().tryAllocateAddress(PAGEBLOCK);
                    if (block == 0) {
                        refused.getAndIncrement();
                    } else {
                        victim.pool().free(block);
                    }
                    assertThat(one.usage().pageblocks()).isLessThanOrEqualTo(16);
                }
                return null;
            };
            Together.run(List.of(churns(one, SEED), churns(one, SEED + 1), churns(two, SEED + 2), demands));
            assertThat(refused).as("refusals of the victim").hasValue(0);
            assertThat(pool.usage().usedBytes()).isZero();
            for (Tenant tenant : guard.tenants()) {
                assertThat(tenant.usage().pageblocks()).isZero();
            }
            pool.space().verify();
            one.close();
            two.close();
            victim.close();
            guard.tenant("all", TenantLimits.share(24 * PAGEBLOCK)).close();
        }
    }
}
