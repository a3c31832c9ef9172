package dev.cleave.verify.race;

import dev.cleave.guard.Guard;
import dev.cleave.guard.Tenant;
import dev.cleave.guard.TenantLimits;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A guarded pool of a few pageblocks of four units, lent to one state after the other; its tenants
 * hold nothing when it is lent, and it is lent again only if it was found whole.
 */
final class SmallGuard {
    static final long UNIT = 4 << 10;
    static final long PAGEBLOCK = 4 * UNIT;

    private static final Map<List<TenantLimits>, Queue<SmallGuard>> IDLE = new ConcurrentHashMap<>();

    final Pool pool;
    private final Guard guard;
    private final List<TenantLimits> limits;
    private final List<Tenant> tenants = new ArrayList<>();
    private boolean lends;

    private SmallGuard(int pageblocks, List<TenantLimits> limits) {
        this.limits = limits;
        pool = Pool.builder().capacity(pageblocks * PAGEBLOCK).unit(UNIT).purge(false).build();
        guard = Guard.over(pool, PAGEBLOCK, System::nanoTime);
        for (TenantLimits each : limits) {
            tenants.add(guard.tenant("tenant" + tenants.size(), each));
        }
    }

    /** A guard of so many pageblocks, which are the same for the same limits. */
    static SmallGuard lent(int pageblocks, TenantLimits... limits) {
        List<TenantLimits> key = List.of(limits);
        SmallGuard idle = idle(key).poll();
        return idle != null ? idle : new SmallGuard(pageblocks, key);
    }

    private static Queue<SmallGuard> idle(List<TenantLimits> limits) {
        return IDLE.computeIfAbsent(limits, none -> new ConcurrentLinkedQueue<>());
    }

    Tenant tenant(int index) {
        return tenants.get(index);
    }

    /** From now on the second tenant may borrow of the first. */
    void lend() {
        if (!lends) {
            tenant(0).lendTo(tenant(1));
            lends = true;
        }
    }

    /** A block, or 0. */
    long allocate(int tenant, long byteSize) {
        return tenant(tenant).pool().tryAllocateAddress(byteSize);
    }

    /** Frees a block, or nothing where that is 0. */
    void free(long address) {
        if (address != 0) {
            pool.free(address);
        }
    }

    /**
     * Whether no tenant has more pageblocks than it may, and all of them together no more than the
     * pool.
     */
    private boolean isWithinLimits() {
        long limit = 0;
        for (Tenant each : tenants) {
            if (each.usage().pageblocks() > each.usage().pageblockLimit()) {
                return false;
            }
            limit += each.usage().pageblockLimit();
        }
        return limit <= pool.capacity() / PAGEBLOCK;
    }

    /**
     * Frees what is still held; says whether all limits were kept till then, and whether it is
     * whole.
     */
    String settled(long... held) {
        boolean within = isWithinLimits();
        for (long each : held) {
            free(each);
        }
        return within + " " + whole();
    }

    /** Says "whole" of a guard at rest of which nothing is held: each tenant can have its share. */
    private String whole() {
        List<Long> all = new ArrayList<>();
        for (Tenant each : tenants) {
            for (long left = each.limits().shareBytes(); left > 0; left -= PAGEBLOCK) {
                all.add(each.pool().tryAllocateAddress(PAGEBLOCK));
            }
        }
        all.forEach(this::free);
        if (all.contains(0L) || pool.usage().usedBytes() != 0) {
            return "a share is not to be had";
        }
        pool.space().verify();
        idle(limits).add(this);
        return "whole";
    }
}
