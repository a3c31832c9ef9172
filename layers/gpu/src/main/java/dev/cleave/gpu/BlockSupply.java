package dev.cleave.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where blocks come from and go to, within the budgets: the one lock of a device heap. A block that
 * would pass a budget is reserved only after empty ones were given up.
 *
 * <p>Whoever reserves holds the lock. Nothing of the user's is called inside it.
 */
final class BlockSupply {
    final DeviceMemory memory;
    private final long[] limits;
    private final boolean overBudget;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<EmptyBlocks> pools = new ArrayList<>();
    private final AtomicLongArray reserved;
    private final AtomicLongArray blocks;

    /**
     * @param limits the most bytes to reserve of each memory heap
     * @param overBudget whether the driver's budget may be passed
     */
    BlockSupply(DeviceMemory memory, long[] limits, boolean overBudget) {
        this.memory = memory;
        this.limits = limits.clone();
        this.overBudget = overBudget;
        reserved = new AtomicLongArray(limits.length);
        blocks = new AtomicLongArray(limits.length);
    }

    void lock() {
        lock.lock();
    }

    /** Takes the lock if nobody has it: for frees, which never wait. */
    boolean tryLock() {
        return lock.tryLock();
    }

    void unlock() {
        lock.unlock();
    }

    /** A pool that is asked for empty blocks from now on. */
    void register(EmptyBlocks pool) {
        lock.lock();
        try {
            pools.add(pool);
        } finally {
            lock.unlock();
        }
    }

    /** A pool that is closed. */
    void unregister(EmptyBlocks pool) {
        lock.lock();
        try {
            pools.remove(pool);
        } finally {
            lock.unlock();
        }
    }

    /** Bytes reserved of a memory heap. */
    long reservedBytes(int memoryHeap) {
        return reserved.get(memoryHeap);
    }

    /** The budget of a memory heap, cut to the limit that its user set. */
    HeapBudget budget(int memoryHeap) {
        HeapBudget budget = memory.budget(memoryHeap);
        return new HeapBudget(budget.usageBytes(), Math.min(budget.budgetBytes(), limits[memoryHeap]));
    }

    /**
     * Reserves a block, giving up empty ones where it must.
     *
     * @return null where budget, driver, or the number of blocks refuse
     */
    @Nullable
    DeviceBlock tryReserve(MemoryType type, long byteSize, Dedication dedication) {
        if (byteSize > memory.info().limits().maxBlockBytes()
                || !admits(type.heap(), byteSize) && !makeRoom(type.heap(), byteSize)) {
            return null;
        }
        DeviceBlock block = reserve(type, byteSize, dedication);
        if (block == null && giveUp(type.heap(), byteSize) > 0) {
            block = reserve(type, byteSize, dedication);
        }
        return block;
    }

    private @Nullable DeviceBlock reserve(MemoryType type, long byteSize, Dedication dedication) {
        try {
            DeviceBlock block = memory.reserve(type.index(), byteSize, dedication);
            reserved.addAndGet(type.heap(), byteSize);
            blocks.incrementAndGet(type.heap());
            return block;
        } catch (OutOfDeviceMemoryException refused) {
            return null;
        }
    }

    /** A block was given back to the driver. */
    void released(MemoryType type, long byteSize) {
        reserved.addAndGet(type.heap(), -byteSize);
        blocks.decrementAndGet(type.heap());
    }

    private boolean makeRoom(int memoryHeap, long byteSize) {
        return giveUp(memoryHeap, byteSize) > 0 && admits(memoryHeap, byteSize);
    }

    private boolean admits(int memoryHeap, long byteSize) {
        if (reserved.get(memoryHeap) + byteSize > limits[memoryHeap]
                || allBlocks() >= memory.info().limits().maxBlocks()) {
            return false;
        }
        return overBudget || memory.budget(memoryHeap).freeBytes() >= byteSize;
    }

    private long allBlocks() {
        long all = 0;
        for (int i = 0; i < blocks.length(); i++) {
            all += blocks.get(i);
        }
        return all;
    }

    private long giveUp(int memoryHeap, long byteSize) {
        long given = 0;
        for (EmptyBlocks pool : pools) {
            if (given < byteSize) {
                given += pool.giveUp(memoryHeap, byteSize - given);
            }
        }
        return given;
    }
}
