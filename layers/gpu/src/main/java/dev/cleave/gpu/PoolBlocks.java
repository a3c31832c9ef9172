package dev.cleave.gpu;

import dev.cleave.buddy.Stripes;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a pool: those that allocations share, and those that are one allocation's. They
 * come and go under the lock of the {@link BlockSupply}; who looks through the shared ones sees a
 * list that never changes.
 */
final class PoolBlocks {
    private static final System.Logger LOG = System.getLogger("dev.cleave.gpu");
    private static final HeapBlock[] NO_BLOCKS = {};

    /** An empty block of so small a part of all is kept. */
    private static final int PARTS_OF_ALL = 8;

    private final Object heap;
    private final PoolShape shape;
    private final PoolSettings settings;
    private final BlockSupply supply;
    private final IdleMappings<BlockMapping> idleMappings;
    private final Stripes stripes;
    private final BlockKeeper keeper = this::emptied;
    private final EmptyBlocks giver = this::giveUpBytes;
    private final Set<HeapBlock> dedicated = ConcurrentHashMap.newKeySet();
    private volatile HeapBlock[] shared = NO_BLOCKS;
    private volatile boolean closed;

    PoolBlocks(
            Object heap, PoolShape shape, BlockSupply supply, IdleMappings<BlockMapping> idle, Stripes stripes) {
        this.heap = heap;
        this.shape = shape;
        this.settings = shape.settings();
        this.supply = supply;
        this.idleMappings = idle;
        this.stripes = stripes;
    }

    /** Registers with the supply, and reserves the least blocks. */
    void open() {
        supply.register(giver);
        supply.lock();
        boolean opened = false;
        try {
            while (shared.length < settings.minBlocks()) {
                HeapBlock block = reserve(settings.blockBytes());
                if (block == null) {
                    throw new OutOfDeviceMemoryException("pool '" + settings.name() + "': the device has "
                            + shared.length + " of the " + settings.minBlocks() + " blocks of "
                            + settings.blockBytes() + " bytes that it is to have from the beginning");
                }
                add(block);
            }
            opened = true;
        } finally {
            if (!opened) {
                releaseAll();
            }
            supply.unlock();
        }
    }

    /** The shared blocks now, the oldest first; not to be written to. */
    HeapBlock[] shared() {
        return shared;
    }

    Set<HeapBlock> dedicated() {
        return dedicated;
    }

    // ------------------------------------------------------------------------------------------------------------ more

    /** A fresh block for so many bytes, which nobody else sees yet; null where limits, budget or driver refuse. */
    @Nullable
    HeapBlock grow(long needed) {
        if (shared.length >= settings.maxBlocks()) {
            return null;
        }
        long preferred = settings.blockBytes();
        LongStream sizes = shape.growsFromSmall()
                ? BlockSizes.candidates(preferred, largest(), needed)
                : LongStream.of(preferred);
        long[] whole = sizes.map(size -> Sizes.roundDown(size, settings.unitBytes())).filter(size -> size >= needed)
                .toArray();
        HeapBlock block = null;
        for (int each = 0; block == null && each < whole.length; each++) {
            block = reserve(whole[each]);
        }
        return block;
    }

    private long largest() {
        return Arrays.stream(shared).mapToLong(HeapBlock::byteSize).max().orElse(0);
    }

    private @Nullable HeapBlock reserve(long byteSize) {
        return reserve(byteSize, Dedication.NONE, device -> {
            long units = byteSize >>> shape.unitShift();
            BlockSpace space = switch (settings.layout()) {
                case BUDDY -> buddySpace(units);
                case RING -> new RingSpace(units);
                case DOUBLE_STACK -> new DoubleStackSpace(units);
            };
            return block(device, space, new LiveCount(stripes), shape.unitShift(), false);
        });
    }

    /** A block over what the driver reserves, which has that back where the block cannot be made. */
    private @Nullable HeapBlock reserve(
            long byteSize, Dedication dedication, Function<DeviceBlock, HeapBlock> making) {
        DeviceBlock device = supply.tryReserve(shape.type(), byteSize, dedication);
        if (device == null) {
            return null;
        }
        boolean made = false;
        try {
            HeapBlock block = making.apply(device);
            made = true;
            return block;
        } finally {
            if (!made) {
                device.release();
                supply.released(shape.type(), device.byteSize());
            }
        }
    }

    private BlockSpace buddySpace(long units) {
        return settings.placement() != Placement.LOWEST && TwoGrainSpace.divides(units)
                ? new TwoGrainSpace(units, stripes, settings.placement())
                : new BuddyBlockSpace(units, stripes, settings.placement());
    }

    /** A block of one allocation's own, wholly free; null where budget or driver refuse. */
    @Nullable
    HeapBlock growDedicated(long byteSize, Dedication dedication) {
        long whole = Sizes.roundUp(byteSize, settings.unitBytes());
        int wholeShift = Long.SIZE - 1 - Long.numberOfLeadingZeros(whole);
        return reserve(whole, dedication, device -> {
            HeapBlock block = block(device, new WholeSpace(1), new LiveCount(Stripes.of(1)), wholeShift, true);
            dedicated.add(block);
            return block;
        });
    }

    private HeapBlock block(DeviceBlock device, BlockSpace space, LiveCount live, int unitShift, boolean own) {
        BlockParts parts = new BlockParts(space, new BlockMapping(device, idleMappings), live, unitShift,
                shape.limits().nonCoherentAtomSize(), own);
        return new HeapBlock(heap, device, shape.type(), parts, keeper);
    }

    /** A fresh block is seen by all from now on, or goes back to the driver where this throws. */
    void add(HeapBlock block) {
        boolean added = false;
        try {
            HeapBlock[] more = Arrays.copyOf(shared, shared.length + 1);
            more[shared.length] = block;
            shared = more;
            added = true;
        } finally {
            if (!added) {
                release(block);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------------ less

    /**
     * A block seems to be empty: a dedicated one goes, a shared one only if too many are empty. What
     * was freed is free, so that a full Java heap is no reason to fail: the block stays, and is
     * looked at again.
     */
    private void emptied(HeapBlock block) {
        if (block.dedicated) {
            if (dedicated.remove(block)) {
                release(block);
            }
            return;
        }
        boolean leaving = block.isEvacuating();
        if ((leaving || surplus() > 0) && supply.tryLock()) {
            try {
                if (leaving) {
                    giveUpEvacuated(block);
                }
                trimLocked();
            } catch (OutOfMemoryError full) {
                LOG.log(System.Logger.Level.DEBUG, "an empty block stays, as the Java heap is full", full);
            } finally {
                supply.unlock();
            }
        }
    }

    /** How many blocks seem to be empty beyond those that are kept. */
    private int surplus() {
        HeapBlock[] now = shared;
        int empty = 0;
        int light = 0;
        for (HeapBlock block : now) {
            if (block.seemsEmpty()) {
                empty++;
                light += isLight(block) ? 1 : 0;
            }
        }
        return Math.min(empty - Math.min(light, settings.emptyBlocks()), now.length - settings.minBlocks());
    }

    /**
     * Whether a block is worth keeping while it is empty: where blocks grow, only one that is as small as
     * the first, or a small part of all.
     */
    private boolean isLight(HeapBlock block) {
        return !shape.growsFromSmall() || block.byteSize() <= BlockSizes.first(settings.blockBytes())
                || block.byteSize() <= byteSize() / PARTS_OF_ALL;
    }

    /** Gives up empty blocks beyond those that are kept; answers how many bytes. */
    long trim() {
        supply.lock();
        try {
            long before = byteSize();
            trimLocked();
            return before - byteSize();
        } finally {
            supply.unlock();
        }
    }

    private void trimLocked() {
        int more = giveUpEmpty(surplus(), block -> !isLight(block));
        giveUpEmpty(more, block -> true);
    }

    /** Gives up as many empty blocks, the youngest first; answers how many more there should have been. */
    private int giveUpEmpty(int count, Predicate<HeapBlock> which) {
        int more = count;
        HeapBlock[] now = shared;
        for (int i = now.length - 1; i >= 0 && more > 0; i--) {
            more -= which.test(now[i]) && tryGiveUp(now[i]) ? 1 : 0;
        }
        return more;
    }

    private long giveUpBytes(int memoryHeap, long byteSize) {
        long given = 0;
        if (memoryHeap == shape.type().heap()) {
            HeapBlock[] now = shared;
            for (int i = now.length - 1; i >= 0 && given < byteSize; i--) {
                given += shared.length > settings.minBlocks() && tryGiveUp(now[i]) ? now[i].byteSize() : 0;
            }
        }
        return given;
    }

    /** A block that was to be emptied: it goes if it is empty, else it is used as any other. */
    void endEvacuation(HeapBlock block) {
        supply.lock();
        try {
            giveUpEvacuated(block);
        } catch (OutOfMemoryError full) {
            LOG.log(System.Logger.Level.DEBUG, "an emptied block stays, as the Java heap is full", full);
        } finally {
            block.evacuating(false);
            supply.unlock();
        }
    }

    private void giveUpEvacuated(HeapBlock block) {
        if (Arrays.asList(shared).contains(block) && shared.length > settings.minBlocks()) {
            tryGiveUp(block);
        }
    }

    private boolean tryGiveUp(HeapBlock block) {
        if (!block.seemsEmpty()) {
            return false;
        }
        HeapBlock[] others = Arrays.stream(shared).filter(each -> each != block).toArray(HeapBlock[]::new);
        if (!block.seal()) {
            return false;
        }
        shared = others;
        release(block);
        return true;
    }

    /** Gives a block back to the driver that nobody sees. */
    void release(HeapBlock block) {
        block.release();
        supply.released(shape.type(), block.byteSize());
    }

    private long byteSize() {
        return Arrays.stream(shared).mapToLong(HeapBlock::byteSize).sum();
    }

    // ----------------------------------------------------------------------------------------------------------- close

    /** Visits all allocations that were not given back. */
    void forEachAllocation(Consumer<DeviceAllocation> visitor) {
        for (HeapBlock block : shared) {
            block.owners.forEach(visitor);
        }
        for (HeapBlock block : dedicated) {
            block.owners.forEach(visitor);
        }
    }

    /**
     * Gives all blocks back to the driver.
     *
     * @return whether it did; false, and all is as before, where an allocation lives
     */
    boolean close() {
        supply.lock();
        try {
            if (closed) {
                return true;
            }
            if (!dedicated.isEmpty() || !sealAll()) {
                return false;
            }
            releaseAll();
            return true;
        } finally {
            supply.unlock();
        }
    }

    private boolean sealAll() {
        HeapBlock[] now = shared;
        for (int i = 0; i < now.length; i++) {
            if (!now[i].seal()) {
                for (int sealed = 0; sealed < i; sealed++) {
                    now[sealed].space.free(0);
                }
                return false;
            }
        }
        return true;
    }

    private void releaseAll() {
        supply.unregister(giver);
        closed = true;
        HeapBlock[] all = shared;
        shared = NO_BLOCKS;
        for (HeapBlock block : all) {
            release(block);
        }
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("pool '" + settings.name() + "' is closed");
        }
    }
}
