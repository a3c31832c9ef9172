package dev.cleave.guard;

import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool that is divided among tenants, none of which can take another's memory, or break it into
 * pieces that are too small for it.
 *
 * {@snippet :
 * Guard guard = Guard.over(pool);
 * Tenant web = guard.tenant("web", TenantLimits.share(1L << 30));
 * Heap heap = Heap.builder(web.pool()).build();
 * }
 *
 * <p><strong>What is promised.</strong> The pool is divided in pageblocks of 2 MiB. A tenant's
 * blocks lie in no more of them than its share has, and with what it borrowed; and all shares
 * together are no more than the pool has. So a tenant that has blocks in fewer pageblocks than its
 * share has is always given a whole one, whatever the others hold and wherever. All of the pool's
 * blocks must be tenants'.
 *
 * <p><strong>Cost.</strong> As that of a child, and an atomic operation for each block that is
 * allocated or freed; one more for a limit of blocks, and one for a rate. Memory: eight bytes for
 * each pageblock and tenant.
 *
 * <p>Any thread may call anything.
 */
public final class Guard {
    /** Bytes of a pageblock unless told. */
    private static final long PAGEBLOCK = 2 << 20;

    private final Pool pool;
    private final PageblockGrid grid;
    private final long pageblockBytes;
    private final LongSupplier clock;
    private final Loans loans;
    private final AtomicReferenceArray<@Nullable OwnPageblocks> takers;
    private final AdmissionQueue<Tenant> queue = new AdmissionQueue<>(Tenant::fullness);
    private final List<Tenant> tenants = new CopyOnWriteArrayList<>();

    private Guard(Pool pool, long pageblockBytes, LongSupplier clock) {
        this.pool = pool;
        this.pageblockBytes = pageblockBytes;
        this.clock = clock;
        int shift = Long.numberOfTrailingZeros(pageblockBytes / pool.unit());
        grid = new PageblockGrid(pool.space().units(), shift);
        takers = new AtomicReferenceArray<>(grid.count());
        loans = new Loans(grid.count(), pageblockBytes);
    }

    /** Guards a pool in pageblocks of 2 MiB, by the system's clock: see the other. */
    public static Guard over(Pool pool) {
        return over(pool, PAGEBLOCK, System::nanoTime);
    }

    /**
     * Guards a pool of which nothing is allocated yet.
     *
     * @param pageblockBytes a power of two, two units or more, at most the pool's largest alignment
     * @param clock nanoseconds, by which rates are kept; one that goes back does no harm
     * @throws IllegalArgumentException where there is no such pageblock, the pool is a child, or
     *     holds less than one pageblock
     * @throws IllegalStateException where something of the pool is allocated
     */
    public static Guard over(Pool pool, long pageblockBytes, LongSupplier clock) {
        if (Long.bitCount(pageblockBytes) != 1 || pageblockBytes < 2 * pool.unit()
                || pageblockBytes > pool.maxAlignment()) {
            throw new IllegalArgumentException("a pageblock of " + pageblockBytes + " bytes for pool " + pool.name()
                    + ": it must be a power of two from " + 2 * pool.unit() + " to " + pool.maxAlignment());
        }
        if (pool.parent().isPresent()) {
            throw new IllegalArgumentException("pool " + pool.name() + " is a child: guard its parent");
        }
        if (pool.usedBytes() > 0) {
            throw new IllegalStateException("pool " + pool.name() + " has " + pool.usedBytes()
                    + " bytes in use: guard it before anything is allocated, as it would belong to no tenant");
        }
        return new Guard(pool, pageblockBytes, Objects.requireNonNull(clock, "clock"));
    }

    /** The pool. */
    public Pool pool() {
        return pool;
    }

    /** Bytes of a pageblock. */
    public long pageblockBytes() {
        return pageblockBytes;
    }

    PageblockGrid grid() {
        return grid;
    }

    Loans loans() {
        return loans;
    }

    AdmissionQueue<Tenant> queue() {
        return queue;
    }

    /**
     * A new tenant.
     *
     * @param name not blank, and no other open tenant's
     * @throws IllegalArgumentException where the name is not as it must be, or the share is more
     *     than the pool has that is nobody's share; nothing is changed
     * @throws IllegalStateException where the pool is closed
     */
    public Tenant tenant(String name, TenantLimits limits) {
        long quota = pageblocks(limits.shareBytes()) + limits.strays();
        loans.open(name, quota);
        Tenant tenant = null;
        boolean opened = false;
        try {
            TokenBucket bucket = limits.limitsRate()
                    ? new TokenBucket(limits.bytesPerSecond(), limits.burstBytes(), clock)
                    : null;
            tenant = new Tenant(this, name, limits, new OwnPageblocks(grid, takers, quota, limits.strays()), bucket);
            tenants.add(tenant);
            opened = true;
            return tenant;
        } finally {
            if (!opened) {
                if (tenant != null) {
                    tenant.pool().close();
                }
                loans.close(quota);
            }
        }
    }

    private long pageblocks(long bytes) {
        return bytes / pageblockBytes + (bytes % pageblockBytes == 0 ? 0 : 1);
    }

    void close(Tenant tenant) {
        if (tenant.pool().isClosed()) {
            return;
        }
        loans.settle(tenant.account());
        tenant.pool().close();
        tenants.remove(tenant);
        loans.forget(tenant.account(), pageblocks(tenant.limits().shareBytes()) + tenant.limits().strays());
    }

    /** All tenants that are open. */
    public List<Tenant> tenants() {
        return List.copyOf(tenants);
    }

    /**
     * Whose blocks lie in the pageblock of an address, and how many bytes of it they have: who
     * keeps it from being whole.
     *
     * @throws IllegalArgumentException where no whole pageblock of the pool has that address
     */
    public List<PageblockHolder> holders(long address) {
        long unit = Math.floorDiv(address - pool.baseAddress(), pool.unit());
        if (unit < 0 || unit >= (long) grid.count() << grid.shift()) {
            throw new IllegalArgumentException("no whole pageblock of pool " + pool.name() + " has the address 0x"
                    + Long.toHexString(address));
        }
        List<PageblockHolder> holders = new ArrayList<>();
        for (Tenant tenant : tenants) {
            long bytes = tenant.bytesIn(grid.of(unit));
            if (bytes > 0) {
                holders.add(new PageblockHolder(tenant.name(), bytes));
            }
        }
        return holders;
    }
}
