package dev.cleave.verify.soak;

import dev.cleave.guard.Guard;
import dev.cleave.guard.Tenant;
import dev.cleave.guard.TenantLimits;
import dev.cleave.guard.TenantUsage;
import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/** A pool of three tenants: one that borrows, one that lends, one that may allocate so much a second. */
final class GuardGround implements Ground {
    private static final long CAPACITY = 16 << 20;
    private static final long PAGEBLOCK = 256 << 10;
    private static final long BYTES_A_SECOND = 64 << 20;

    private final Pool pool;
    private final Guard guard;
    private final List<Tenant> tenants;
    private final List<Heap> heaps;
    private final long strays;

    GuardGround(SplittableRandom random, LongSupplier clock) {
        strays = random.nextInt(3);
        pool = Pool.builder().capacity(CAPACITY).purge(random.nextBoolean()).name("guarded").build();
        guard = Guard.over(pool, PAGEBLOCK, clock);
        tenants = List.of(
                guard.tenant("borrower", TenantLimits.share(5 << 20).most(10 << 20).blocks(600).strays(strays)),
                guard.tenant("lender", TenantLimits.share(5 << 20)),
                guard.tenant("paced", TenantLimits.share(3 << 20).rate(BYTES_A_SECOND, 1 << 20).strays(strays)));
        tenants.get(1).lendTo(tenants.getFirst());
        tenants.getFirst().onReclaim((tenant, byteSize) -> {
            if (ThreadLocalRandom.current().nextInt(8) == 0) {
                throw new Thrown();
            }
        });
        heaps = tenants.stream().map(tenant -> Heap.builder(tenant.pool()).build()).toList();
    }

    @Override
    public String options() {
        return "tenants with " + strays + " strays";
    }

    @Override
    public List<Actor> actors(long owner) {
        int tenant = (int) (owner % tenants.size());
        return List.of(new TenantActor(guard, tenants.get(tenant), owner), new HeapActor(heaps.get(tenant), owner));
    }

    @Override
    public void verify() {
        pool.space().verify();
        long limits = 0;
        for (Tenant tenant : tenants) {
            TenantUsage usage = tenant.usage();
            limits += usage.pageblockLimit();
            Finding.require(usage.pageblocks() <= usage.pageblockLimit() && usage.heldBytes() <= usage.capBytes(),
                    "guard: more than a tenant's limits: " + usage);
            Finding.require(usage.heldBytes() == tenant.pool().usedBytes(), "guard: counted otherwise: " + usage);
        }
        Finding.require(limits <= CAPACITY / PAGEBLOCK, "guard: more pageblocks are promised than there are");
        tenants.subList(0, 2).forEach(GuardGround::requireWhole);
    }

    /** Whoever has fewer pageblocks than its limit has a whole one, whatever the others hold. */
    private static void requireWhole(Tenant tenant) {
        TenantUsage usage = tenant.usage();
        boolean promised = usage.pageblocks() < usage.pageblockLimit()
                && usage.heldBytes() + PAGEBLOCK <= usage.capBytes()
                && tenant.limits().blocks() == Long.MAX_VALUE;
        if (promised) {
            long block = tenant.pool().tryAllocateAddress(PAGEBLOCK);
            Finding.require(block != 0, "guard: no whole pageblock for " + usage);
            tenant.pool().free(block);
        }
    }

    @Override
    public void close() {
        for (Heap heap : heaps) {
            Finding.require(heap.leaks().isEmpty(), "left in a tenant's heap: " + heap.leaks());
            heap.close();
        }
        for (Tenant tenant : tenants) {
            long unused = tenant.pool().trim();
            Finding.require(tenant.usage().pageblocks() == 0 && tenant.usage().heldBytes() == 0,
                    "left of a tenant: " + tenant.usage());
            tenant.close();
        }
        guard.tenant("all", TenantLimits.share(CAPACITY)).close();
        Finding.require(pool.space().freeUnits() == pool.space().units(), "left in the guarded pool: " + pool.usage());
        pool.close();
    }
}
