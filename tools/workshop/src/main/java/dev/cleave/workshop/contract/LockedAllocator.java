package dev.cleave.workshop.contract;

import java.util.List;

/** An allocator for one thread at a time, made fit for many: a lock around every call. */
public final class LockedAllocator implements BlockAllocator {
    private final BlockAllocator allocator;

    /** The allocator behind a lock; from now on nobody calls it beside this. */
    public LockedAllocator(BlockAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public Description description() {
        Description own = allocator.description();
        return new Description(own.name() + "-locked", own.title() + ", locked", ThreadSafety.ANY_THREAD,
                Progress.BLOCKING, own.aligned(), own.source());
    }

    @Override
    public Shape shape() {
        return allocator.shape();
    }

    @Override
    public synchronized long allocate(int order) {
        return allocator.allocate(order);
    }

    @Override
    public synchronized long allocateUnits(long units) {
        return allocator.allocateUnits(units);
    }

    @Override
    public synchronized void free(long offset) {
        allocator.free(offset);
    }

    @Override
    public synchronized long unitsOf(long offset) {
        return allocator.unitsOf(offset);
    }

    @Override
    public synchronized void drain() {
        allocator.drain();
    }

    @Override
    public synchronized void forEachFreeBlock(FreeBlockVisitor visitor) {
        allocator.forEachFreeBlock(visitor);
    }

    @Override
    public synchronized long metadataBytes() {
        return allocator.metadataBytes();
    }

    @Override
    public synchronized List<String> picture() {
        return allocator.picture();
    }
}
