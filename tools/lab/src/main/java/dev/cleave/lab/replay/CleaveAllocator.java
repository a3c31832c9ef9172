package dev.cleave.lab.replay;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.lab.trace.Trace;
import dev.cleave.memory.Pool;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Cleave pool behind the replay's contract: exact-fit blocks of one region, for page traces.
 *
 * <p>It gives nothing back to the operating system by itself, as the timed passes are over before it would.
 */
final class CleaveAllocator implements ReplayAllocator {
    private final Pool pool;
    private final BuddySpace space;
    private final long unit;

    private CleaveAllocator(long unit, long bytes) {
        this.unit = unit;
        pool = Pool.builder().name("replay").capacity(bytes).unit(unit).purge(false).build();
        space = pool.space();
    }

    static CleaveAllocator open(Trace trace, long regionBytes) {
        return new CleaveAllocator(AllocatorChoice.unit(trace.kind()), regionBytes);
    }

    @Override
    public String name() {
        return "cleave";
    }

    @Override
    public long allocate(long byteSize, int block) {
        return byteSize > pool.capacity() ? NO_ADDRESS : pool.tryAllocateAddress(byteSize);
    }

    @Override
    public void free(long address, int block) {
        pool.free(address);
    }

    @Override
    public long blockBytes(long address, int block, long byteSize) {
        return space.unitsOf((address - pool.baseAddress()) / unit) * unit;
    }

    @Override
    public OptionalLong committedBytes() {
        return OptionalLong.of(pool.committedBytes());
    }

    @Override
    public boolean countsCommitted() {
        return true;
    }

    @Override
    public Optional<Region> region() {
        return Optional.of(new Region(pool.baseAddress(), pool.capacity()));
    }

    @Override
    public Optional<FreeBlocks> freeBlocks() {
        return Optional.of(new FreeBlocks(space.freeBlocksByOrder(), unit));
    }

    @Override
    public void verifyEmpty() {
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
