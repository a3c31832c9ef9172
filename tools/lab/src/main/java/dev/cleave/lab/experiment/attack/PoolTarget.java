package dev.cleave.lab.experiment.attack;

import dev.cleave.contiguity.Mobility;
import dev.cleave.contiguity.MobilityGroups;
import dev.cleave.guard.Guard;
import dev.cleave.guard.Tenant;
import dev.cleave.guard.TenantLimits;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;

/** Cleave's pool, in its ways. */
final class PoolTarget implements Target {
    private final Pool pool;
    private final Blocks attacker;
    private final Blocks victim;

    /** Where blocks of one party come from. */
    private interface Blocks {
        long allocate(long byteSize);

        void free(long address);
    }

    private PoolTarget(Pool pool, Blocks attacker, Blocks victim) {
        this.pool = pool;
        this.attacker = attacker;
        this.victim = victim;
    }

    private static Pool open(long region) {
        return Pool.builder().name("attacked").capacity(region).purge(false).budget(MemoryBudget.unlimited()).build();
    }

    private record Plain(Pool pool, boolean exact) implements Blocks {
        @Override
        public long allocate(long byteSize) {
            long rounded = byteSize <= 1 ? 1 : Long.highestOneBit(byteSize - 1) << 1;
            return pool.tryAllocateAddress(exact ? byteSize : rounded);
        }

        @Override
        public void free(long address) {
            pool.free(address);
        }
    }

    private record Grouped(MobilityGroups groups, Mobility mobility) implements Blocks {
        @Override
        public long allocate(long byteSize) {
            return groups.tryAllocate(mobility, byteSize, 1);
        }

        @Override
        public void free(long address) {
            groups.free(address);
        }
    }

    /** Blocks as the buddy system has them: sizes rounded up to powers of two. */
    static Target plain(long region) {
        Pool pool = open(region);
        Blocks blocks = new Plain(pool, false);
        return new PoolTarget(pool, blocks, blocks);
    }

    /** Blocks of as many units as were asked for. */
    static Target exact(long region) {
        Pool pool = open(region);
        Blocks blocks = new Plain(pool, true);
        return new PoolTarget(pool, blocks, blocks);
    }

    /** The attacker's blocks are unmovable, and the victim's said to be movable. */
    static Target grouped(long region) {
        Pool pool = open(region);
        MobilityGroups groups = MobilityGroups.of(pool, AttackRun.PAGEBLOCK);
        return new PoolTarget(pool, new Grouped(groups, Mobility.UNMOVABLE), new Grouped(groups, Mobility.MOVABLE));
    }

    /** Each a tenant with half of the memory as its share. */
    static Target guarded(long region) {
        Pool pool = open(region);
        Guard guard = Guard.over(pool);
        Tenant attacker = guard.tenant("attacker", TenantLimits.share(region / 2));
        Tenant victim = guard.tenant("victim", TenantLimits.share(region / 2));
        return new PoolTarget(pool, new Plain(attacker.pool(), true), new Plain(victim.pool(), true));
    }

    @Override
    public long attack(long byteSize) {
        return attacker.allocate(byteSize);
    }

    @Override
    public void release(long block, long byteSize) {
        attacker.free(block);
    }

    @Override
    public long serve(long byteSize) {
        return victim.allocate(byteSize);
    }

    @Override
    public void giveBack(long block, long byteSize) {
        victim.free(block);
    }

    @Override
    public void close() {
        boolean unused = pool.closeAbandoning().isEmpty();
    }
}
