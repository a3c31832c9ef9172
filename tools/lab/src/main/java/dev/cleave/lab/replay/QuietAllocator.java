package dev.cleave.lab.replay;

import dev.cleave.contiguity.PageTypeInfo;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.FreeBlocks;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * An allocator whose books may be read by one thread alone, made fit for the recorded pass: threads allocate and free
 * together, and wait while one of them reads. Not for timed passes.
 */
final class QuietAllocator implements ByteAllocator {
    private final ByteAllocator allocator;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();

    QuietAllocator(ByteAllocator allocator) {
        this.allocator = allocator;
    }

    private static <T> T holding(Lock lock, Supplier<T> call) {
        lock.lock();
        try {
            return call.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void enterThread() {
        allocator.enterThread();
    }

    @Override
    public long allocate(long byteSize, int block) {
        return holding(gate.readLock(), () -> allocator.allocate(byteSize, block));
    }

    @Override
    public void free(long address, int block) {
        holding(gate.readLock(), () -> {
            allocator.free(address, block);
            return true;
        });
    }

    @Override
    public long blockBytes(long address, int block, long byteSize) {
        return holding(gate.writeLock(), () -> allocator.blockBytes(address, block, byteSize));
    }

    @Override
    public boolean countsCommitted() {
        return allocator.countsCommitted();
    }

    @Override
    public OptionalLong committedBytes() {
        return allocator.committedBytes();
    }

    @Override
    public boolean aligned() {
        return allocator.aligned();
    }

    @Override
    public Optional<Region> region() {
        return allocator.region();
    }

    @Override
    public Optional<FreeBlocks> freeBlocks() {
        return holding(gate.writeLock(), allocator::freeBlocks);
    }

    @Override
    public Optional<PageTypeInfo> pageTypes() {
        return holding(gate.writeLock(), allocator::pageTypes);
    }

    @Override
    public void verifyEmpty() {
        allocator.verifyEmpty();
    }

    @Override
    public void close() {
        allocator.close();
    }
}
