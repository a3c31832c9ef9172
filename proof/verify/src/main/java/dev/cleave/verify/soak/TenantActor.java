package dev.cleave.verify.soak;

import dev.cleave.guard.AdmissionTimeoutException;
import dev.cleave.guard.Guard;
import dev.cleave.guard.PageblockHolder;
import dev.cleave.guard.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Blocks of a tenant that other threads have too. */
final class TenantActor extends PoolBlocks {
    private static final Duration DEADLINE = Duration.ofMillis(2);
    private static final int PER_WAIT = 16;

    private final Guard guard;
    private final Tenant tenant;
    private int asked;

    TenantActor(Guard guard, Tenant tenant, long owner) {
        super(tenant.pool(), owner);
        this.guard = guard;
        this.tenant = tenant;
    }

    @Override
    public String name() {
        return "guard";
    }

    @Override
    public boolean refuses(Throwable thrown) {
        return thrown instanceof AdmissionTimeoutException || thrown instanceof InterruptedException;
    }

    @Override
    Long allocate(long byteSize) throws InterruptedException {
        return ++asked % PER_WAIT == 0
                ? tenant.allocateAddress(byteSize, DEADLINE)
                : pool.allocateAddress(byteSize);
    }

    @Override
    void touch(Long block, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            long unused = pool.trim();
        } else {
            List<PageblockHolder> holders = guard.holders(block);
            Finding.require(holders.stream().anyMatch(each -> each.tenant().equals(tenant.name())),
                    "guard: nobody knows that " + tenant.name() + " has a block among " + holders);
        }
    }
}
