package dev.cleave.lab.peer;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.memory.Pool;
import java.util.Optional;
import java.util.OptionalLong;

/** What Cleave's allocators by the byte have in common: a pool of their own, and its books. */
abstract sealed class PooledAllocator implements ByteAllocator
        permits CleaveHeap, CleaveBlocks, ObjectHeap, PlannedMemory {
    final Pool pool;

    PooledAllocator(Pool pool) {
        this.pool = pool;
    }

    @Override
    public final OptionalLong committedBytes() {
        return OptionalLong.of(pool.committedBytes());
    }

    @Override
    public long javaHeapBytes() {
        return pool.metadataBytes();
    }

    @Override
    public final boolean countsCommitted() {
        return true;
    }

    @Override
    public final Optional<Region> region() {
        return Optional.of(new Region(pool.baseAddress(), pool.capacity()));
    }

    /** Those of the pool: what is free inside slabs is not among them. */
    @Override
    public final Optional<FreeBlocks> freeBlocks() {
        return Optional.of(new FreeBlocks(pool.space().freeBlocksByOrder(), pool.unit()));
    }

    @Override
    public void verifyEmpty() {
        BuddySpace space = pool.space();
        space.flush();
        space.verify();
        if (space.freeUnits() != space.units()) {
            throw new IllegalStateException("after every block was freed, only " + space.freeUnits() + " of "
                    + space.units() + " units are free");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
