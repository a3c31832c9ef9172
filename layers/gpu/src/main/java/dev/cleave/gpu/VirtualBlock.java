package dev.cleave.gpu;

import dev.cleave.buddy.Stripes;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of offsets that is shared out as a block of device memory is, without memory under it: for
 * parts of one buffer, slots of a descriptor heap, rows of a texture atlas, or whatever else is
 * counted.
 *
 * {@snippet :
 * VirtualBlock vertices = VirtualBlock.of(1 << 20, 16);
 * long mesh = vertices.allocate(1000);        // an offset, or VirtualBlock.NONE
 * vertices.free(mesh);
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time. In the buddy layout nobody
 * waits for anybody.
 *
 * <p><strong>Cost.</strong> That of the space: a few atomic operations, no garbage.
 */
public final class VirtualBlock {
    /** The answer to a request that cannot be served. */
    public static final long NONE = BlockSpace.NONE;

    private final BlockSpace space;
    private final long unit;

    private VirtualBlock(BlockSpace space, long unit) {
        this.space = space;
        this.unit = unit;
    }

    /**
     * A block of the buddy layout.
     *
     * @param size how long it is: a multiple of the unit
     * @param unit what lengths are rounded up to: a power of two
     */
    public static VirtualBlock of(long size, long unit) {
        return of(size, unit, BlockLayout.BUDDY);
    }

    /**
     * A block of any layout.
     *
     * @param size how long it is: a multiple of the unit
     * @param unit what lengths are rounded up to: a power of two
     * @throws IllegalArgumentException where the size is no multiple of the unit, or they are not
     *     positive
     */
    public static VirtualBlock of(long size, long unit, BlockLayout layout) {
        Sizes.requirePowerOfTwo("unit", unit);
        if (size < unit || size > Sizes.MOST || size % unit != 0) {
            throw new IllegalArgumentException("a virtual block of " + size
                    + ": it must be a multiple of its unit, " + unit + ", from that to " + Sizes.MOST);
        }
        long units = size / unit;
        BlockSpace space = switch (layout) {
            case BUDDY -> new BuddyBlockSpace(units, Stripes.usual(), Placement.BALANCED);
            case RING -> new RingSpace(units);
            case DOUBLE_STACK -> new DoubleStackSpace(units);
        };
        return new VirtualBlock(space, unit);
    }

    /** How long it is. */
    public long size() {
        return space.units() * unit;
    }

    /**
     * Takes a range.
     *
     * @param length 1 or more
     * @return where it begins, or {@link #NONE}
     */
    public long allocate(long length) {
        return allocate(length, 1);
    }

    /**
     * Takes a range that begins at a multiple of a power of two.
     *
     * @param length 1 or more
     * @return where it begins, or {@link #NONE}
     */
    public long allocate(long length, long alignment) {
        return offset(space.allocate(units(length), order(alignment), true));
    }

    /**
     * Takes a range from the upper end of a double stack.
     *
     * @return where it begins, or {@link #NONE}
     * @throws UnsupportedOperationException where the layout has one end
     */
    public long allocateUpper(long length, long alignment) {
        return offset(space.allocateUpper(units(length), order(alignment)));
    }

    /**
     * Gives a range back, by its beginning.
     *
     * @throws IllegalArgumentException where no taken range begins there; nothing is changed
     */
    public void free(long offset) {
        if (offset < 0 || offset >= size() || offset % unit != 0) {
            throw new IllegalArgumentException("offset " + offset + ": ranges begin at multiples of " + unit
                    + " from 0 to " + (size() - unit));
        }
        space.free(offset / unit);
    }

    /** How much is free; of a ring or a double stack, what can be handed out next. */
    public long free() {
        return space.freeUnits() * unit;
    }

    /** The longest range that is free. */
    public long largestFree() {
        return space.largestFree() * unit;
    }

    /** What is free, the lowest first. */
    public List<FreeRange> freeRanges() {
        List<FreeRange> ranges = new ArrayList<>();
        space.forEachFreeRun((from, units) -> ranges.add(new FreeRange(from * unit, units * unit)));
        return ranges;
    }

    private long units(long length) {
        return Sizes.roundUp(Sizes.requirePositive("length", Math.min(length, Sizes.MOST)), unit) / unit;
    }

    private int order(long alignment) {
        Sizes.requirePowerOfTwo("alignment", alignment);
        return Math.max(0, Long.numberOfTrailingZeros(alignment) - Long.numberOfTrailingZeros(unit));
    }

    private long offset(long found) {
        return found == BlockSpace.NONE ? NONE : found * unit;
    }
}
