package dev.cleave.lab.peer;

import dev.cleave.contiguity.Mobility;
import dev.cleave.contiguity.MobilityGroups;
import dev.cleave.contiguity.PageTypeInfo;
import dev.cleave.memory.Pool;
import java.util.Optional;
import java.util.function.IntFunction;

/** As {@link CleaveBlocks}, but grouped by mobility: what cannot move lies together. */
public final class GroupedBlocks extends CleaveBlocks {
    private static final long PAGEBLOCK = 2 << 20;

    /** Blocks begin at any unit. */
    private static final long ANY_ALIGNMENT = 1;

    private final MobilityGroups groups;
    private final IntFunction<Mobility> mobility;

    /**
     * The blocks of a pool, which this closes.
     *
     * @param mobilityOfSlot the mobility of the block that is allocated into a slot
     */
    public GroupedBlocks(Pool pool, IntFunction<Mobility> mobilityOfSlot) {
        super(pool);
        groups = MobilityGroups.of(pool, PAGEBLOCK);
        mobility = mobilityOfSlot;
    }

    @Override
    public long allocate(long byteSize, int slot) {
        return byteSize > pool.capacity()
                ? NO_ADDRESS
                : groups.tryAllocate(mobility.apply(slot), byteSize, ANY_ALIGNMENT);
    }

    @Override
    public void free(long address, int slot) {
        groups.free(address);
    }

    @Override
    public Optional<PageTypeInfo> pageTypes() {
        return Optional.of(groups.info());
    }

    @Override
    public void verifyEmpty() {
        super.verifyEmpty();
        PageTypeInfo info = groups.info();
        for (Mobility group : Mobility.values()) {
            if (info.pageblocks(group) > 0) {
                throw new IllegalStateException("after every block was freed, " + info.pageblocks(group)
                        + " pageblocks still belong to the group " + group);
            }
        }
    }

    /**
     * Gives back first what is live still: blocks of the groups are leased, and keep a pool open.
     */
    @Override
    public void close() {
        pool.forEachBlock((address, byteSize, leased) -> groups.free(address));
        super.close();
    }
}
