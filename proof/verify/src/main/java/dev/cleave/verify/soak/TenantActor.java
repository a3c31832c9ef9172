package dev.cleave.verify.soak;

import dev.cleave.guard.AdmissionTimeoutException;
import dev.cleave.guard.Guard;
import dev.cleave.guard.PageblockHolder;
import dev.cleave.guard.Tenant;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Blocks of a tenant that other threads have too. */
final class TenantActor extends Blocks<Long> {
    private static final Duration DEADLINE = Duration.ofMillis(2);
    private static final int PER_WAIT = 16;

    private final Guard guard;
    private final Tenant tenant;
    private final Pool pool;
    private int asked;

    TenantActor(Guard guard, Tenant tenant, long owner) {
        super(owner, 256 << 10);
        this.guard = guard;
        this.tenant = tenant;
        pool = tenant.pool();
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
    void free(Long block) {
        pool.free(block);
    }

    @Override
    void fill(Long block, long byteSize, long stamp) {
        Stamps.fill(pool.memory().asSlice(block - pool.baseAddress(), byteSize), stamp);
    }

    @Override
    boolean isStamped(Long block, long byteSize, long stamp) {
        return Stamps.isFilled(pool.memory().asSlice(block - pool.baseAddress(), byteSize), stamp);
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
