package dev.cleave.buddy;

import java.util.Objects;

/**
 * A lock-free buddy system over a line of units: it hands out aligned blocks of 2<sup>order</sup>
 * units, or of any exact number, and takes them back by their offset alone.
 *
 * <p>A space manages offsets, from 0 to {@link #units()} - 1, and knows nothing of what lies there.
 * A <em>unit</em> is the smallest block; a block of <em>order</em> k has 2<sup>k</sup> units and
 * begins at a multiple of its size.
 *
 * {@snippet :
 * BuddySpace space = BuddySpace.of(262_144);      // 1 GiB of 4 KiB frames
 * long block = space.allocate(4);                 // 16 units, or NO_BLOCK
 * long exact = space.allocateUnits(9);            // 9 units, none more
 * space.free(block);
 * space.free(exact);
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time, and may free what another
 * one allocated. No call ever waits for another thread. A thread that stops in the middle of a call
 * keeps from the others what it had in hand, no more: a block, the slot it was splitting, one
 * magazine. {@link #verify()} is for a space at rest; the figures ({@link #snapshot()} and its
 * like) are estimates while others run.
 *
 * <p><strong>Failure.</strong> A request is answered {@link #NO_BLOCK} only after a last look at
 * the whole space. All magazines are given back before it. A block in the hands of a stopped thread
 * is not seen. Misuse is an exception, and harms nothing.
 *
 * <p><strong>Cost.</strong> Three atomic operations for an allocation and its free while magazines
 * serve them; no garbage on any path but those of snapshots and exceptions. Metadata: 1.14 bytes a
 * unit.
 *
 * <p>Sources: Knowlton, <em>A fast storage allocator</em>, 1965 (the buddy system); Bonwick and
 * Adams, <em>Magazines and Vmem</em>, 2001; Wrenger et al., <em>LLFree</em>, 2023 (truth in bit
 * fields).
 */
public final class BuddySpace {
    /** The answer to a request that no free block can serve. */
    public static final long NO_BLOCK = Offsets.NONE;

    /** The most units that a space can have. */
    public static final long MAX_UNITS = Geometry.MAX_UNITS;

    /**
     * The units of a home: an aligned block that a stripe {@linkplain #prefers prefers} as a whole
     * or not at all.
     */
    public static final long HOME = Homes.UNITS;

    private final Geometry geometry;
    private final Metadata metadata;
    private final Stripes stripes;
    private final Lanes lanes;
    private final Homes homes;
    private final Hints hints;
    private final Tree tree;
    private final FreeUnits freeUnits;
    private final Ranges ranges;
    private final Gaps gaps;
    private final Extents extents;
    private final LastLooks lastLooks;
    private final OrderMap orderMap;
    private final Magazines magazines;
    private final Figures figures;
    private final int magazineOrders;
    private final int maxOrder;

    BuddySpace(BuddySpaceBuilder settings) {
        geometry = new Geometry(settings.units);
        maxOrder = geometry.maxOrder;
        BuddySpaceBuilder.Opened opened = settings.open(geometry);
        metadata = opened.tree();
        orderMap = opened.orderMap();
        stripes = settings.stripes;
        lanes = new Lanes(stripes.count(), settings::openWords);
        homes = new Homes(geometry, lanes, settings::openWords);
        hints = new Hints(geometry, metadata, homes, lanes);
        tree = new Tree(geometry, metadata, hints, homes, lanes);
        freeUnits = new FreeUnits(geometry, metadata);
        ranges = new Ranges(geometry, freeUnits, hints, tree, lanes);
        gaps = new Gaps(freeUnits, ranges, lanes);
        extents = new Extents(geometry, metadata, freeUnits, hints, tree, homes, ranges, gaps, lanes);
        magazines = new Magazines(tree, lanes, settings.units, settings.magazines, settings.openStacks());
        magazineOrders = magazines.orders();
        lastLooks = new LastLooks(geometry, hints, ranges, extents, magazines, lanes);
        figures = new Figures(geometry, metadata, freeUnits, orderMap, magazines);
        tree.give(0, settings.units);
    }

    /** A space of {@code units} units, 1 to {@link #MAX_UNITS}, with usual settings. */
    public static BuddySpace of(long units) {
        return builder(units).build();
    }

    /** Settings for a space of {@code units} units, 1 to {@link #MAX_UNITS}. */
    public static BuddySpaceBuilder builder(long units) {
        Offsets.checkCount(units, MAX_UNITS);
        return new BuddySpaceBuilder(units);
    }

    /** Bytes that a segment must have to keep the metadata of so many units. */
    public static long metadataBytes(long units) {
        Offsets.checkCount(units, MAX_UNITS);
        return 8L * new Geometry(units).wordCount + OrderMap.segmentBytes(units);
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    /**
     * Allocates a block of 2<sup>order</sup> units, aligned to its size.
     *
     * @param order 0 to {@link #maxOrder()}
     * @return its offset, or {@link #NO_BLOCK}
     * @throws IllegalArgumentException where there is no such order
     */
    public long allocate(int order) {
        int stripe = stripes.mine();
        if (order >= 0 && order < magazineOrders) {
            long block = magazines.pop(stripe, order);
            if (block != NO_BLOCK) {
                orderMap.publishOrder(block, order);
                return block;
            }
        }
        return allocateFromTree(order, stripe);
    }

    private long allocateFromTree(int order, int stripe) {
        Offsets.checkOrder(order, maxOrder);
        long block = takeOrder(order, stripe);
        if (block == NO_BLOCK) {
            block = lastLooks.anywhere(1L << order, order, stripe);
        }
        if (block != NO_BLOCK) {
            orderMap.publishOrder(block, order);
        }
        return block;
    }

    /**
     * A block of an order from where a hint leads to, if any; others of its kind may come into the
     * magazine with it.
     */
    private long takeOrder(int order, int stripe) {
        if (hints.orders() >>> order == 0) {
            return NO_BLOCK;
        }
        return order < magazineOrders ? magazines.refill(stripe, order) : tree.take(order, stripe);
    }

    /**
     * Allocates exactly {@code count} units. The block is aligned as the next power of two is, but
     * has no unit more than asked for.
     *
     * @param count 1 to {@link #units()}
     * @return the offset of the first, or {@link #NO_BLOCK}
     * @throws IllegalArgumentException where the space never had so many
     */
    public long allocateUnits(long count) {
        Offsets.checkCount(count, geometry.units);
        if (Long.bitCount(count) == 1) {
            return allocate(Long.numberOfTrailingZeros(count));
        }
        int stripe = stripes.mine();
        int alignment = Runs.orderAround(count);
        long block = ranges.takeExact(count, alignment, stripe);
        return publish(block != NO_BLOCK ? block : lastLooks.anywhere(count, alignment, stripe), count);
    }

    /**
     * Allocates exactly {@code count} adjacent units that need not be aligned. So a hole can serve
     * that is too short for an aligned block, and a request fails only where no hole is long
     * enough. If {@code count} is a power of two, the units are aligned to it where such a block is
     * free.
     *
     * @param count 1 to {@link #units()}
     * @return the offset of the first, or {@link #NO_BLOCK}
     * @throws IllegalArgumentException where the space never had so many
     */
    public long allocateExtent(long count) {
        Offsets.checkCount(count, geometry.units);
        int stripe = stripes.mine();
        long block = takeExtent(count, stripe);
        return publish(block != NO_BLOCK ? block : lastLooks.anywhere(count, 0, stripe), count);
    }

    /**
     * Allocates exactly {@code count} adjacent units of which the first is a multiple of
     * 2<sup>alignment</sup>. A request fails only where no hole is long enough behind any such
     * place.
     *
     * @param count 1 to {@link #units()}
     * @param alignment 0 to {@link #maxOrder()}
     * @return the offset of the first, or {@link #NO_BLOCK}
     * @throws IllegalArgumentException where the space never had so many, or no such alignment
     */
    public long allocateExtent(long count, int alignment) {
        Offsets.checkCount(count, geometry.units);
        Offsets.checkOrder(alignment, maxOrder);
        if (alignment == 0) {
            return allocateExtent(count);
        }
        int stripe = stripes.mine();
        long block = takeAligned(count, alignment, stripe);
        return publish(block != NO_BLOCK ? block : lastLooks.anywhere(count, alignment, stripe), count);
    }

    /**
     * As {@link #allocateUnits}, if a first look finds such a block. Units in magazines, or in
     * another thread's hands, may be overlooked. A refusal costs a few reads and disturbs nobody:
     * for whoever has other spaces to look in.
     */
    public long tryAllocateUnits(long count) {
        Offsets.checkCount(count, geometry.units);
        int stripe = stripes.mine();
        if (Long.bitCount(count) != 1) {
            return publish(ranges.takeExact(count, Runs.orderAround(count), stripe), count);
        }
        int order = Long.numberOfTrailingZeros(count);
        long block = order < magazineOrders ? magazines.pop(stripe, order) : NO_BLOCK;
        return publish(block != NO_BLOCK ? block : takeOrder(order, stripe), count);
    }

    /**
     * As {@link #allocateExtent(long, int)}, if a first look finds such units; see {@link
     * #tryAllocateUnits}.
     */
    public long tryAllocateExtent(long count, int alignment) {
        Offsets.checkCount(count, geometry.units);
        Offsets.checkOrder(alignment, maxOrder);
        int stripe = stripes.mine();
        return publish(alignment == 0 ? takeExtent(count, stripe) : takeAligned(count, alignment, stripe), count);
    }

    /**
     * Allocates exactly {@code count} adjacent units inside a range, the lowest that begin at a
     * multiple of 2<sup>alignment</sup>. Cost: a read for each 64 units of the range, and for a
     * refusal one of each magazine.
     *
     * @param from 0 or more
     * @param end at most {@link #units()}
     * @param count 1 to {@link #units()}
     * @param alignment 0 to {@link #maxOrder()}
     * @return the offset of the first, or {@link #NO_BLOCK}
     * @throws IllegalArgumentException where the space never had so many, or no such alignment
     * @throws IndexOutOfBoundsException where the range reaches out of the space
     */
    public long allocateWithin(long from, long end, long count, int alignment) {
        Objects.checkFromToIndex(from, end, geometry.units);
        Offsets.checkCount(count, geometry.units);
        Offsets.checkOrder(alignment, maxOrder);
        int stripe = stripes.mine();
        long block = extents.takeWithin(from, end, count, alignment, stripe);
        return publish(block != NO_BLOCK ? block : lastLooks.within(from, end, count, alignment, stripe), count);
    }

    /** Makes units that were found a block, where any were. */
    private long publish(long block, long count) {
        if (block != NO_BLOCK) {
            orderMap.publish(block, count);
        }
        return block;
    }

    /**
     * A found extent without a gap before it; one that is a block of the buddy system stays where
     * it is.
     */
    private long packed(long block, long count, int alignment, int stripe) {
        return block == NO_BLOCK || Long.bitCount(count) == 1 ? block : gaps.close(block, count, alignment, stripe);
    }

    /** Aligned units, where a first look finds some: many of them out of a hole first. */
    private long takeAligned(long count, int alignment, int stripe) {
        long hole = extents.takeLarge(count, alignment, stripe);
        return hole != NO_BLOCK
                ? hole
                : packed(ranges.takeExact(count, alignment, stripe), count, alignment, stripe);
    }

    /** A hole first: whoever splits a block for a number of units leaves one. */
    private long takeExtent(long count, int stripe) {
        if (Long.bitCount(count) != 1) {
            long hole = extents.takeHole(count, stripe);
            return hole != NO_BLOCK ? hole : packed(ranges.takeExact(count, 0, stripe), count, 0, stripe);
        }
        int order = Long.numberOfTrailingZeros(count);
        long block = order < magazineOrders ? magazines.pop(stripe, order) : NO_BLOCK;
        return block != NO_BLOCK ? block : takeOrder(order, stripe);
    }

    /**
     * Allocates the block of 2<sup>order</sup> units at a given offset, if all of them are free.
     *
     * @param offset a multiple of 2<sup>order</sup>
     * @return whether it was free and is the caller's now
     * @throws IllegalArgumentException where the offset is not aligned, or the block would reach
     *     out of the space
     */
    public boolean allocateAt(long offset, int order) {
        long length = Offsets.checkBlock(offset, order, maxOrder, geometry.units);
        int stripe = stripes.mine();
        boolean taken = ranges.take(offset, length, stripe) || lastLooks.at(offset, length, stripe);
        if (taken) {
            orderMap.publishOrder(offset, order);
        }
        return taken;
    }

    /**
     * Allocates {@code count} units at a given offset, aligned or not, if a first look finds them
     * free. Units in magazines, or in another thread's hands, count as taken. A refusal costs a few
     * reads and disturbs nobody.
     *
     * @return whether they were free and are the caller's now
     * @throws IllegalArgumentException where they would reach out of the space
     */
    public boolean tryAllocateAt(long offset, long count) {
        Offsets.checkPlace(offset, count, geometry.units);
        boolean taken = ranges.take(offset, count, stripes.mine());
        if (taken) {
            orderMap.publish(offset, count);
        }
        return taken;
    }

    /**
     * Allocates many blocks of one order: as {@link #allocate} for each, at less cost.
     *
     * @return how many there were, from 0 to {@code count}: their offsets stand in {@code
     *     into[from…]}
     * @throws IndexOutOfBoundsException where {@code into} has no room for {@code count}; nothing
     *     is allocated
     */
    public int allocateMany(int order, long[] into, int from, int count) {
        Offsets.checkOrder(order, maxOrder);
        Objects.checkFromIndexSize(from, count, into.length);
        int stripe = stripes.mine();
        int done = 0;
        while (done < count) {
            int more = order < Runs.WORD_ORDER ? tree.takeMany(order, into, from + done, count - done, stripe) : 0;
            for (int i = from + done; i < from + done + more; i++) {
                orderMap.publishOrder(into[i], order);
            }
            if (more == 0) {
                long block = allocate(order);
                if (block == NO_BLOCK) {
                    return done;
                }
                into[from + done] = block;
                more = 1;
            }
            done += more;
        }
        return done;
    }

    // ---------------------------------------------------------------------------------------------------------- resize

    /**
     * Makes the block that begins at an offset longer or shorter where it lies. Shorter is always
     * possible, and gives the tail back to the unit. A block can grow where the units behind it are
     * free. It need not be aligned afterwards, as an {@linkplain #allocateExtent(long) extent} need
     * not. While the call lasts the block is nobody's: a free of it, or another resize, is refused.
     *
     * <p>Cost: that of an allocation or a free of the difference; a refusal reads one byte where a
     * block begins right behind, and otherwise up to one a unit of the difference, and then gives
     * the magazines back to see what lies in them.
     *
     * @param count units that the block is to have, 1 to {@link #units()}
     * @return whether it has so many now; if not, it is as it was
     * @throws IllegalArgumentException where the space never had so many; the block is as it was
     * @throws InvalidBlockException where no allocated block begins there
     */
    public boolean resize(long offset, long count) {
        Offsets.checkCount(count, geometry.units);
        int stripe = stripes.mine();
        long present = claim(offset);
        boolean resized = resize(offset, present, count, stripe);
        orderMap.publish(offset, resized ? count : present);
        return resized;
    }

    /**
     * Takes the units between the end of a block, which the caller has claimed, and the end that it
     * is to have.
     */
    private boolean lengthen(long offset, long present, long count, int stripe) {
        long behind = offset + present;
        long more = count - present;
        if (offset + count > geometry.units || orderMap.isBlock(behind)) {
            return false;
        }
        return ranges.take(behind, more, stripe)
                || !orderMap.beginsIn(behind, more) && lastLooks.at(behind, more, stripe);
    }

    // ----------------------------------------------------------------------------------------- free and resize in two steps

    /**
     * Takes an allocated block away from its owner without freeing it: the first step of a free or
     * of a resize in two steps, for whoever keeps books about blocks. From then on the block is the
     * caller's alone: nobody else can free, resize or claim it, and its units are not free. The
     * second step is {@link #give} or {@link #unclaim}. Until then nobody else can use the units.
     *
     * @return the units of the block
     * @throws InvalidBlockException where no allocated block begins there; if several threads claim
     *     or free one block at once, one
     *     succeeds and the others get this exception
     */
    public long claim(long offset) {
        return orderMap.unitsOf(offset, orderMap.claim(offset));
    }

    /**
     * Frees a block that the caller has claimed.
     *
     * @param count the units that it has: what {@link #claim} answered, or what it was resized to
     *     since
     * @throws IllegalStateException where no claimed block begins there; nothing is changed
     */
    public void give(long offset, long count) {
        int stripe = stripes.mine();
        orderMap.endClaim(offset);
        if (Long.bitCount(count) == 1 && (offset & count - 1) == 0) {
            giveBlock(offset, Long.numberOfTrailingZeros(count), stripe);
        } else {
            giveUnits(offset, count);
        }
    }

    /**
     * Makes a block that the caller has claimed longer or shorter where it lies, as {@link #resize}
     * does; it stays claimed.
     *
     * @param present the units that it has: what {@link #claim} answered, or what it was resized to
     *     since
     * @param count units that it is to have, 1 to {@link #units()}
     * @return whether it has so many now; if not, it is as it was
     * @throws IllegalArgumentException where the space never had so many; the block is as it was,
     *     and claimed
     * @throws IllegalStateException where no claimed block begins there; nothing is changed
     */
    public boolean resizeClaimed(long offset, long present, long count) {
        Offsets.checkCount(count, geometry.units);
        orderMap.requireClaimed(offset);
        return resize(offset, present, count, stripes.mine());
    }

    private boolean resize(long offset, long present, long count, int stripe) {
        if (count > present) {
            return lengthen(offset, present, count, stripe);
        }
        if (count < present) {
            ranges.give(offset + count, present - count);
        }
        return true;
    }

    /**
     * Makes a block that the caller has claimed an allocated one again.
     *
     * @param count the units that it has: what {@link #claim} answered, or what it was resized to
     *     since
     * @throws IllegalStateException where no claimed block begins there; nothing is changed
     */
    public void unclaim(long offset, long count) {
        orderMap.requireClaimed(offset);
        orderMap.publish(offset, count);
    }

    // ------------------------------------------------------------------------------------------------------------ free

    /**
     * Frees the block that begins at an offset. Any thread may.
     *
     * @throws InvalidBlockException where no allocated block begins there; if several threads free
     *     one block at once, one succeeds
     *     and the others get this exception
     */
    public void free(long offset) {
        int stripe = stripes.mine();
        byte code = orderMap.free(offset);
        if (BlockCode.isOrder(code)) {
            giveBlock(offset, BlockCode.order(code), stripe);
        } else {
            giveUnits(offset, orderMap.unitsOf(offset, code));
        }
    }

    private void giveBlock(long offset, int order, int stripe) {
        if (order >= magazineOrders) {
            tree.giveBlock(offset, order);
        } else if (!magazines.push(stripe, order, offset)) {
            magazines.spill(stripe, order, offset);
        }
    }

    /** Gives back any number of units; at once where they are aligned as the block around them. */
    private void giveUnits(long offset, long length) {
        if ((offset & (1L << Runs.orderAround(length)) - 1) == 0) {
            tree.give(offset, length);
        } else {
            ranges.give(offset, length);
        }
    }

    /**
     * Frees many blocks: as {@link #free} for each, at less cost where neighbours follow each
     * other.
     *
     * @throws InvalidBlockException at the first offset that is wrong: those before it are freed,
     *     those behind it are not
     * @throws IndexOutOfBoundsException where the array is shorter; nothing is freed
     */
    public void freeMany(long[] offsets, int from, int count) {
        Objects.checkFromIndexSize(from, count, offsets.length);
        int index = -1;
        long run = 0;
        try {
            for (int i = from; i < from + count; i++) {
                long offset = offsets[i];
                long length = orderMap.unitsOf(offset, orderMap.free(offset));
                if (Geometry.slot(0, offset) + length > Runs.WORD) {
                    giveUnits(offset, length);
                    continue;
                }
                if (Geometry.index(0, offset) != index) {
                    giveWord(index, run);
                    index = Geometry.index(0, offset);
                    run = 0;
                }
                run |= Runs.mask(Geometry.slot(0, offset), (int) length);
            }
        } finally {
            giveWord(index, run);
        }
    }

    private void giveWord(int index, long run) {
        if (run != 0) {
            tree.giveRun(0, index, run);
        }
    }

    /**
     * Gives all magazines back to the tree, except a stack that another thread has in its hands.
     */
    public void flush() {
        magazines.flush();
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /** All units, free or not. */
    public long units() {
        return geometry.units;
    }

    /**
     * The stripes over which the space spreads threads; whatever else is striped over this space
     * asks them too.
     */
    public Stripes stripes() {
        return stripes;
    }

    /**
     * Whether an offset is where the caller's stripe allocates before it goes elsewhere: its own,
     * or nobody's. Threads that keep to such places rarely write the same cache lines. The answer
     * is the same for all units of an aligned block of {@link #HOME}.
     *
     * @throws IndexOutOfBoundsException where there is no such unit
     */
    public boolean prefers(long offset) {
        Objects.checkIndex(offset, geometry.units);
        return homes.prefers(Homes.of(offset), stripes.mine());
    }

    /**
     * Whether so many adjacent units may be free: false where no free block is left that any such
     * run would hold, but for what other threads have in their hands or magazines hold. Cost: a
     * read.
     *
     * @param count 1 or more
     */
    public boolean mayHave(long count) {
        return hints.mayHave(count);
    }

    /** The largest order of which the space can hold a block. */
    public int maxOrder() {
        return maxOrder;
    }

    /** Whether an allocated block begins at an offset; false outside the space. */
    public boolean isBlock(long offset) {
        return orderMap.isBlock(offset);
    }

    /**
     * The units of the allocated block that begins at an offset.
     *
     * @throws InvalidBlockException where none does
     */
    public long unitsOf(long offset) {
        return orderMap.unitsOf(offset);
    }

    /**
     * The order of the allocated block that begins at an offset; of an exact one, that of the power
     * of two around it.
     *
     * @throws InvalidBlockException where none does
     */
    public int orderOf(long offset) {
        return Runs.orderAround(unitsOf(offset));
    }

    /** What is free now. Costs a read of each word: some microseconds a gigabyte of frames. */
    public SpaceSnapshot snapshot() {
        return figures.snapshot();
    }

    /**
     * Visits each maximal run of adjacent free units in a range, the lowest first; a run that
     * reaches out of the range is cut off there. What lies in magazines counts as taken. Nothing
     * stops meanwhile: what is visited may be taken already. Cost: a read for each 64 units.
     *
     * @param from 0 or more
     * @param end at most {@link #units()}
     */
    public void forEachFreeRun(long from, long end, FreeRunVisitor visitor) {
        Objects.checkFromToIndex(from, end, geometry.units);
        freeUnits.visit(from, end, visitor);
    }

    /**
     * Visits each allocated block that begins in a range, the lowest first. Nothing stops
     * meanwhile: what is visited may be freed already. Cost: a read for each unit in which no block
     * lies, and for each block.
     *
     * @param from 0 or more
     * @param end at most {@link #units()}
     */
    public void forEachBlock(long from, long end, BlockVisitor visitor) {
        Objects.checkFromToIndex(from, end, geometry.units);
        orderMap.visit(from, end, visitor);
    }

    /**
     * Free units now, those in magazines included. Cost: a read for each 64 units, no garbage; some
     * ten microseconds for 64 GiB of frames.
     */
    public long freeUnits() {
        return figures.freeUnits();
    }

    /**
     * How many maximal free blocks there are of each order, as {@link
     * SpaceSnapshot#freeBlocksByOrder()}.
     */
    public long[] freeBlocksByOrder() {
        return snapshot().freeBlocksByOrder();
    }

    /** A counter of free blocks by order, for whoever counts often. */
    public FreeBlockCounter freeBlockCounter() {
        return new FreeBlockCounter(geometry, metadata, orderMap);
    }

    /** As {@link SpaceSnapshot#unusableFreeSpaceIndex}. */
    public double unusableFreeSpaceIndex(int order) {
        return snapshot().unusableFreeSpaceIndex(order);
    }

    /** As {@link SpaceSnapshot#fragmentationIndex}. */
    public double fragmentationIndex(int order) {
        return snapshot().fragmentationIndex(order);
    }

    /**
     * How many units are used in each cell of {@code unitsPerCell} units, the last cell maybe
     * shorter: the picture of the space.
     */
    public int[] usedUnits(int unitsPerCell) {
        return figures.usedUnits(unitsPerCell);
    }

    /** Bytes of metadata: tree, hints, order map, stripes, homes, magazines. */
    public long metadataBytes() {
        return metadata.byteSize() + orderMap.byteSize() + lanes.byteSize() + homes.byteSize() + magazines.byteSize();
    }

    /**
     * Checks every invariant of a space at rest of fewer than 2<sup>31</sup> units; for tests, it
     * reads and counts every unit.
     *
     * @throws IllegalStateException that names what is broken
     */
    public void verify() {
        new Audit(geometry, metadata, hints, orderMap, magazines).run();
    }
}
