package dev.cleave.lab.replay;

import dev.cleave.lab.peer.AlgorithmSpace;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.OperatingSystem;
import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.linux.LinuxBuddy;
import dev.cleave.workshop.linux.Mobility;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An algorithm of the workshop behind the replay's contract: its line of units lies over one region of real memory.
 *
 * <p>The contract of the workshop knows no mobility; Linux's algorithm does, and is told that of each page as recorded.
 */
final class AlgorithmAllocator implements ReplayAllocator {
    private static final long REGION_ALIGNMENT = 1L << 21;

    private final BlockAllocator space;
    private final Trace trace;
    private final dev.cleave.memory.Region memory;
    private final long unit;
    private final long largestBytes;

    private AlgorithmAllocator(BlockAllocator space, Trace trace, dev.cleave.memory.Region memory, long unit) {
        this.space = space;
        this.trace = trace;
        this.memory = memory;
        this.unit = unit;
        largestBytes = unit << space.shape().maxOrder();
    }

    static AlgorithmAllocator open(Algorithm algorithm, Trace trace, long regionBytes) {
        long unit = AllocatorChoice.unit(trace.kind());
        int order = Math.min(orderOfLargest(trace, unit), 63 - Long.numberOfLeadingZeros(regionBytes / unit));
        BlockAllocator space = AlgorithmSpace.open(algorithm, regionBytes / unit, order);
        dev.cleave.memory.Region memory = dev.cleave.memory.Region.open(
                OperatingSystem.current(), MemorySource.anonymous(), regionBytes, REGION_ALIGNMENT);
        return new AlgorithmAllocator(space, trace, memory, unit);
    }

    private static int orderOfLargest(Trace trace, long unit) {
        long most = 1;
        for (int block = 0; block < trace.blocks(); block++) {
            most = Math.max(most, trace.bytes(block));
        }
        return 64 - Long.numberOfLeadingZeros(Math.ceilDiv(most, unit) - 1);
    }

    @Override
    public String name() {
        return space.description().name();
    }

    @Override
    public long allocate(long byteSize, int block) {
        if (byteSize > largestBytes) {
            return NO_ADDRESS;
        }
        long offset = space instanceof LinuxBuddy linux && trace.kind() == TraceKind.PAGES
                ? linux.allocate(trace.order(block), mobility(block))
                : space.allocateUnits(Math.ceilDiv(byteSize, unit));
        return offset == BlockAllocator.NO_BLOCK ? NO_ADDRESS : memory.address() + offset * unit;
    }

    private Mobility mobility(int block) {
        return switch (trace.mobility(block)) {
            case UNMOVABLE -> Mobility.UNMOVABLE;
            case MOVABLE -> Mobility.MOVABLE;
            case RECLAIMABLE -> Mobility.RECLAIMABLE;
        };
    }

    @Override
    public void free(long address, int block) {
        space.free(offset(address));
    }

    @Override
    public long blockBytes(long address, int block, long byteSize) {
        return space.unitsOf(offset(address)) * unit;
    }

    private long offset(long address) {
        return (address - memory.address()) / unit;
    }

    @Override
    public OptionalLong committedBytes() {
        return OptionalLong.of(memory.residentBytes());
    }

    @Override
    public Optional<Region> region() {
        return Optional.of(new Region(memory.address(), memory.byteSize()));
    }

    @Override
    public boolean aligned() {
        return space.description().aligned();
    }

    @Override
    public boolean readsAlone() {
        return true;
    }

    @Override
    public Optional<FreeBlocks> freeBlocks() {
        long[] counts = new long[space.shape().maxOrder() + 1];
        long[] units = new long[counts.length];
        space.forEachFreeBlock((offset, length) -> {
            int order = 63 - Long.numberOfLeadingZeros(length);
            counts[order]++;
            units[order] += length;
        });
        return Optional.of(new FreeBlocks(counts, units, unit));
    }

    @Override
    public void verifyEmpty() {
        space.drain();
        if (space.freeUnits() != space.shape().units()) {
            throw new IllegalStateException("after every block was freed, only " + space.freeUnits() + " of "
                    + space.shape().units() + " units are free");
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
