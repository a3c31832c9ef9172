package dev.cleave.lab.bench;

import dev.cleave.guard.Guard;
import dev.cleave.guard.TenantLimits;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;

/**
 * Blocks of a pool, with its books and checks: of the pool itself, of a child, or of a tenant of a
 * guard, so that it is seen what each costs above the one before. Handles are addresses.
 */
final class PoolPeer implements Peer {
    private final Pool whole;
    private final Pool part;

    private PoolPeer(Pool whole, Pool part) {
        this.whole = whole;
        this.part = part;
    }

    private static Pool open(long units) {
        return Pool.builder().name("bench").capacity(units * BlockHold.UNIT_BYTES).budget(MemoryBudget.unlimited())
                .build();
    }

    /** The pool itself. */
    static Peer pool(long units) {
        Pool pool = open(units);
        return new PoolPeer(pool, pool);
    }

    /** A child with all of the pool as its cap. */
    static Peer child(long units) {
        Pool pool = open(units);
        return new PoolPeer(pool, pool.child("child", pool.capacity()));
    }

    /** A tenant with all of the pool's whole pageblocks as its share. */
    static Peer tenant(long units) {
        Pool pool = open(units);
        Guard guard = Guard.over(pool);
        long share = pool.capacity() / guard.pageblockBytes() * guard.pageblockBytes();
        return new PoolPeer(pool, guard.tenant("tenant", TenantLimits.share(share)).pool());
    }

    @Override
    public BlockHold forThread(int slots) {
        return new Hold(part);
    }

    @Override
    public void close() {
        whole.close();
    }

    private record Hold(Pool pool) implements BlockHold {
        @Override
        public long allocate(int order, int slot) {
            long address = pool.tryAllocateAddress((long) UNIT_BYTES << order);
            return address == 0 ? NO_BLOCK : address;
        }

        @Override
        public void free(long handle, int slot) {
            pool.free(handle);
        }
    }
}
