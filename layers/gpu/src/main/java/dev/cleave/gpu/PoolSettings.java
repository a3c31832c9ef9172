package dev.cleave.gpu;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a pool of device memory is to be. Immutable: each method answers a changed copy.
 *
 * @param name for people
 * @param type index of the memory type of its blocks
 * @param layout how a block is shared out
 * @param placement where in a block of the buddy layout an allocation goes
 * @param blockBytes what its blocks are to have; 0: 256 MiB, or an eighth of a heap up to 1 GiB,
 *     and less at first
 * @param unitBytes what sizes are rounded up to, a power of two
 * @param minBlocks blocks that it has from the beginning, and keeps
 * @param maxBlocks the most blocks that it may have
 * @param emptyBlocks empty blocks that it keeps back at most, beside the least; where blocks are of
 *     usual sizes, only such as are as small as the first, or an eighth of the pool
 * @param dedicatedFrom requests of so many bytes and more get a block of their own; 0: of more than
 *     half a block, or where the size of blocks is given, of more than a block, or none where the
 *     number of blocks is given as well
 * @param minAlignment every allocation begins at a multiple of this, a power of two
 */
public record PoolSettings(
        String name,
        int type,
        BlockLayout layout,
        Placement placement,
        long blockBytes,
        long unitBytes,
        int minBlocks,
        int maxBlocks,
        int emptyBlocks,
        long dedicatedFrom,
        long minAlignment) {
    /**
     * What sizes are rounded up to unless told. In blocks of 32 MiB and more requests of more than 512
     * KiB take up whole grains of 64 KiB then: 256 units, whatever the unit.
     */
    public static final long USUAL_UNIT = 256;

    private static final long LARGEST_UNIT = 1L << 30;

    /**
     * Refuses what cannot be.
     *
     * @throws IllegalArgumentException that names what was given and what is allowed
     */
    public PoolSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(placement, "placement");
        Sizes.requirePowerOfTwo("unit", unitBytes);
        Sizes.requirePowerOfTwo("least alignment", minAlignment);
        if (unitBytes > LARGEST_UNIT) {
            throw new IllegalArgumentException("unit " + unitBytes + ": the largest is " + LARGEST_UNIT);
        }
        if (blockBytes != 0) {
            Sizes.requireSize("a block", blockBytes);
            if (blockBytes % unitBytes != 0) {
                throw new IllegalArgumentException("a block of " + blockBytes
                        + " bytes: it must be a multiple of the unit, " + unitBytes);
            }
        }
        if (maxBlocks < 1 || minBlocks < 0 || minBlocks > maxBlocks || emptyBlocks < 0) {
            throw new IllegalArgumentException(minBlocks + " to " + maxBlocks + " blocks, " + emptyBlocks
                    + " of them empty: the least is 0 or more, the most 1 or more and no less than the least");
        }
        if (dedicatedFrom < 0) {
            throw new IllegalArgumentException("dedicated from " + dedicatedFrom
                    + " bytes: it must be 1 or more, or 0 for what is usual");
        }
        if (layout != BlockLayout.BUDDY && maxBlocks != 1) {
            throw new IllegalArgumentException("a " + layout + " of up to " + maxBlocks + " blocks: it has one block");
        }
    }

    /** A pool of a memory type with usual settings. */
    public static PoolSettings of(int type) {
        return new PoolSettings("type " + type, type, BlockLayout.BUDDY, Placement.BALANCED, 0, USUAL_UNIT, 0,
                Integer.MAX_VALUE, 1, 0, 1);
    }

    /** A pool of one ring of so many bytes. */
    public static PoolSettings ring(int type, long byteSize) {
        return new PoolSettings("ring of type " + type, type, BlockLayout.RING, Placement.BALANCED, byteSize,
                USUAL_UNIT, 0, 1, 1, Sizes.MOST, 1);
    }

    /** A pool of one double stack of so many bytes. */
    public static PoolSettings doubleStack(int type, long byteSize) {
        return new PoolSettings("double stack of type " + type, type, BlockLayout.DOUBLE_STACK, Placement.BALANCED,
                byteSize, USUAL_UNIT, 0, 1, 1, Sizes.MOST, 1);
    }

    /** With another name. */
    public PoolSettings named(String newName) {
        return changed(draft -> draft.name = newName);
    }

    /** Of another memory type. */
    public PoolSettings ofType(int newType) {
        return changed(draft -> draft.type = newType);
    }

    /** With another placement. */
    public PoolSettings placed(Placement newPlacement) {
        return changed(draft -> draft.placement = newPlacement);
    }

    /** With blocks of so many bytes, each of them; 0 for usual ones, smaller at first. */
    public PoolSettings blocksOf(long newBlockBytes) {
        return changed(draft -> draft.blockBytes = newBlockBytes);
    }

    /** With another unit. */
    public PoolSettings unit(long newUnitBytes) {
        return changed(draft -> draft.unitBytes = newUnitBytes);
    }

    /** With at least and at most so many blocks. */
    public PoolSettings blocks(int least, int most) {
        return changed(draft -> {
            draft.minBlocks = least;
            draft.maxBlocks = most;
        });
    }

    /** With at most so many empty blocks kept back. */
    public PoolSettings keepEmpty(int most) {
        return changed(draft -> draft.emptyBlocks = most);
    }

    /** With a block of its own for each request of so many bytes and more. */
    public PoolSettings dedicatedFrom(long byteSize) {
        return changed(draft -> draft.dedicatedFrom = byteSize);
    }

    /** With another least alignment. */
    public PoolSettings aligned(long powerOfTwo) {
        return changed(draft -> draft.minAlignment = powerOfTwo);
    }

    private PoolSettings changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** A copy that is being changed. */
    private static final class Draft {
        private String name;
        private int type;
        private final BlockLayout layout;
        private Placement placement;
        private long blockBytes;
        private long unitBytes;
        private int minBlocks;
        private int maxBlocks;
        private int emptyBlocks;
        private long dedicatedFrom;
        private long minAlignment;

        Draft(PoolSettings from) {
            name = from.name;
            type = from.type;
            layout = from.layout;
            placement = from.placement;
            blockBytes = from.blockBytes;
            unitBytes = from.unitBytes;
            minBlocks = from.minBlocks;
            maxBlocks = from.maxBlocks;
            emptyBlocks = from.emptyBlocks;
            dedicatedFrom = from.dedicatedFrom;
            minAlignment = from.minAlignment;
        }

        PoolSettings done() {
            return new PoolSettings(name, type, layout, placement, blockBytes, unitBytes, minBlocks, maxBlocks,
                    emptyBlocks, dedicatedFrom, minAlignment);
        }
    }
}
