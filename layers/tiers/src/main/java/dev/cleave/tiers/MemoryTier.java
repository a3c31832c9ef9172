package dev.cleave.tiers;

import dev.cleave.heap.Heap;
import dev.cleave.memory.DiskFullException;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A tier in this process's memory: a pool of DRAM, or of a mapped file. Small objects lie packed in
 * slabs, those of one allocation context together: there are sixteen groups of frames, and contexts
 * that are sixteen apart share one.
 *
 * <p>A place is an address, with the group in the bits above it.
 */
public final class MemoryTier implements Tier {
    /** Groups of frames. */
    static final int GROUPS = 16;

    private static final int GROUP_SHIFT = 48;
    private static final long ADDRESS_MASK = (1L << GROUP_SHIFT) - 1;

    /** Below this capacity a heap keeps one stripe alone: each has a slab of every size in use. */
    private static final long LARGE = 64L << 20;

    private final Pool pool;

    /** The heap of each group; null until it is first needed. */
    private final AtomicReferenceArray<Heap> heaps = new AtomicReferenceArray<>(GROUPS);

    private MemoryTier(Pool pool) {
        this.pool = pool;
    }

    /** A tier of ordinary memory, which is committed when it is first touched. */
    public static MemoryTier ofMemory(String name, long capacity) {
        return new MemoryTier(Pool.builder().name(name).capacity(capacity).build());
    }

    /**
     * A tier of a mapped file, which is made where there is none. What it held is of no use to the
     * tier: it is overwritten, and of what this writes nothing is found again by another.
     */
    public static MemoryTier ofFile(String name, Path file, long capacity) {
        return new MemoryTier(Pool.builder().name(name).capacity(capacity).source(MemorySource.file(file)).build());
    }

    /** A tier over a pool, whose name it takes, and which ends with it. */
    public static MemoryTier over(Pool pool) {
        return new MemoryTier(pool);
    }

    @Override
    public String name() {
        return pool.name();
    }

    @Override
    public long capacity() {
        return pool.cap();
    }

    @Override
    public long usedBytes() {
        return pool.usedBytes();
    }

    @Override
    public long allocate(long byteSize) {
        return allocate(byteSize, 0);
    }

    @Override
    public long allocate(long byteSize, int context) {
        int group = context & GROUPS - 1;
        try {
            long address = heap(group).tryAllocate(byteSize);
            if (address == 0 && othersGaveBack(group)) {
                address = heap(group).tryAllocate(byteSize);
            }
            return address == 0 ? NO_PLACE : (long) group << GROUP_SHIFT | address;
        } catch (DiskFullException full) {
            throw new TierFailedException(name(), full.getMessage() == null ? "disk full" : full.getMessage(), full);
        }
    }

    /** What is idle in the other groups goes back to the pool; answers whether anything did. */
    private boolean othersGaveBack(int group) {
        long bytes = 0;
        for (int other = 0; other < GROUPS; other++) {
            Heap heap = other == group ? null : heaps.get(other);
            bytes += heap == null ? 0 : heap.trim();
        }
        return bytes > 0;
    }

    private Heap heap(int group) {
        Heap present = heaps.get(group);
        return present == null ? openHeap(group) : present;
    }

    private synchronized Heap openHeap(int group) {
        Heap present = heaps.get(group);
        if (present == null) {
            present = pool.capacity() < LARGE
                    ? Heap.builder(pool).stripes(1).reportLeaks(false).build()
                    : Heap.builder(pool).reportLeaks(false).build();
            heaps.set(group, present);
        }
        return present;
    }

    @Override
    public void free(long place) {
        Heap heap = place < 0 || place >>> GROUP_SHIFT >= GROUPS ? null : heaps.get((int) (place >>> GROUP_SHIFT));
        if (heap == null) {
            throw new IllegalArgumentException("0x" + Long.toHexString(place) + " is no place of tier " + name()
                    + ": free what its allocate answered");
        }
        heap.free(address(place));
    }

    @Override
    public long address(long place) {
        return place & ADDRESS_MASK;
    }

    @Override
    public void read(long place, long offset, MemorySegment into) {
        into.copyFrom(memory(place, offset, into.byteSize()));
    }

    @Override
    public void write(long place, long offset, MemorySegment from) {
        memory(place, offset, from.byteSize()).copyFrom(from);
    }

    private MemorySegment memory(long place, long offset, long count) {
        return pool.memory().asSlice(address(place) - pool.baseAddress() + offset, count);
    }

    /** Frees all places, and ends the pool. */
    @Override
    public synchronized void close() {
        if (!pool.isClosed()) {
            for (int group = 0; group < GROUPS; group++) {
                Heap heap = heaps.get(group);
                if (heap != null) {
                    heap.close();
                }
            }
            pool.close();
        }
    }

    @Override
    public String toString() {
        return "tier " + name() + " of " + capacity() + " bytes, " + pool.region().backing();
    }
}
