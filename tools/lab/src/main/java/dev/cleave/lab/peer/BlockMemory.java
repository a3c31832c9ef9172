package dev.cleave.lab.peer;

import dev.cleave.memory.MemorySource;
import dev.cleave.memory.OperatingSystem;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.linux.LinuxBuddy;
import dev.cleave.workshop.linux.Mobility;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An allocator of blocks by order as one by the byte: its line of units lies over one region of
 * real memory.
 *
 * <p>The contract of the workshop knows no mobility; Linux's algorithm does, and may be told that
 * of each block.
 */
public final class BlockMemory implements ByteAllocator {
    private static final long REGION_ALIGNMENT = 1L << 21;

    private final BlockAllocator space;
    private final dev.cleave.memory.Region memory;
    private final long unit;
    private final long largestBytes;
    private @Nullable LinuxBuddy linux;
    private IntFunction<Mobility> mobility = slot -> Mobility.UNMOVABLE;

    /**
     * The space over memory of its own.
     *
     * @param space wholly free
     * @param unit bytes of a unit
     */
    public BlockMemory(BlockAllocator space, long unit) {
        this.space = space;
        this.unit = unit;
        largestBytes = unit << space.shape().maxOrder();
        memory = dev.cleave.memory.Region.open(OperatingSystem.current(), MemorySource.anonymous(),
                space.shape().units() * unit, REGION_ALIGNMENT);
    }

    /**
     * From now on blocks are of 2^k units, and the mobility of each is told to an algorithm that
     * minds it.
     */
    public BlockMemory minding(IntFunction<Mobility> mobilityOfSlot) {
        linux = space instanceof LinuxBuddy minds ? minds : null;
        mobility = mobilityOfSlot;
        return this;
    }

    @Override
    public long allocate(long byteSize, int slot) {
        if (byteSize > largestBytes) {
            return NO_ADDRESS;
        }
        long units = Math.ceilDiv(byteSize, unit);
        long offset = linux != null
                ? linux.allocate(space.shape().orderOf(units), mobility.apply(slot))
                : space.allocateUnits(units);
        return offset == BlockAllocator.NO_BLOCK ? NO_ADDRESS : memory.address() + offset * unit;
    }

    @Override
    public void free(long address, int slot) {
        space.free(offset(address));
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
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
        return Optional.of(FreeBlocks.of(space, unit));
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
