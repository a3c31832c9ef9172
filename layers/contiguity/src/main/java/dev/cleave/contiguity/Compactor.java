package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.memory.Pool;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Brings together what is free in a pool, by moving the movable blocks that lie between. It chooses
 * the window that needs the fewest bytes copied among those in which nothing stands that cannot
 * move, and moves its blocks one by one to where memory is fullest.
 *
 * <p>It goes on beside whoever allocates, pins and frees: nobody waits for it but the caller.
 * Blocks that somebody has pinned are stepped over.
 *
 * <p>Once the blocks are closed, its calls throw {@link IllegalStateException} where they would
 * have to move something.
 *
 * <p><strong>Threads.</strong> Any thread may call anything. One compacts at a time; the others
 * wait for it, and then look whether they still need to.
 *
 * <p><strong>Cost.</strong> For each window some reads a unit of the whole pool, about a
 * millisecond a GiB of 4 KiB units, and the copies. What it needs on the Java heap is some bytes a
 * pageblock and a block of the window.
 *
 * <p>Source: Gorman, <em>Memory compaction</em>, 2010, for the kernel's; there a free scanner and a
 * migration scanner meet in the middle of a zone.
 */
public final class Compactor {
    private final Pool pool;
    private final BuddySpace space;
    private final MovableParts parts;
    private final BlockPlaces places;
    private final MoveCounters counters;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private boolean ended;

    Compactor(Pool pool, MovableParts parts, MoveCounters counters) {
        this.pool = pool;
        this.parts = parts;
        this.counters = counters;
        space = pool.space();
        places = parts.places();
    }

    /**
     * Makes a range of so many bytes free. Somebody else may be given it before the caller asks for
     * it: see {@link #allocate}.
     *
     * @param byteAlignment a power of two, at most {@link Pool#maxAlignment()}
     * @throws IllegalArgumentException where there is no such size or alignment
     */
    public CompactionResult compact(long byteSize, long byteAlignment, Budget budget) {
        Wanted wanted = wanted(byteSize, byteAlignment);
        LongSupplier search = () -> probe(wanted) < 0 ? CompactionRun.NOT_FOUND : 0;
        return run(budget, search.getAsLong(), search, run -> run.anywhere(wanted.count, wanted.alignment, search));
    }

    /**
     * Allocates a block of the pool, moving others out of its way where there is no room. It is an
     * ordinary block, freed by {@link Pool#free(long)}.
     *
     * @param byteAlignment a power of two, at most {@link Pool#maxAlignment()}
     * @return with the address of the block, or 0 where there was no room even so
     * @throws IllegalArgumentException where there is no such size or alignment
     * @throws IllegalStateException where the pool is closed
     */
    public CompactionResult allocate(long byteSize, long byteAlignment, Budget budget) {
        Wanted wanted = wanted(byteSize, byteAlignment);
        Taking search = new Taking(pool, () -> take(probe(wanted), byteSize));
        return search.told(() -> run(budget,
                search.took(pool.tryAllocateWithin(places.range(0, space.units()), byteSize, byteAlignment)), search,
                run -> run.anywhere(wanted.count, wanted.alignment, search)));
    }

    /**
     * Allocates the block of the pool at an address, moving others out of its way.
     *
     * @param address where a unit of the pool begins
     * @throws IllegalArgumentException where none begins there, or the block would reach out of the
     *     pool
     * @throws IllegalStateException where the pool is closed
     */
    public CompactionResult allocateAt(long address, long byteSize, Budget budget) {
        long from = places.requireUnit(address, byteSize);
        Window window = new Window(from, from + places.units(byteSize), 0);
        Taking search = new Taking(pool, () -> take(from, byteSize));
        return search.told(() -> run(budget, search.getAsLong(), search, run -> run.at(window, search)));
    }

    /**
     * Makes whole pageblocks until at most a share of the free memory lies in smaller blocks: that
     * is the {@linkplain BuddySpace#unusableFreeSpaceIndex unusable free space index} of a
     * pageblock's order, by which the kernel's proactive compaction goes too.
     *
     * @param mostUnusable 0 to 1
     */
    public CompactionResult tidy(double mostUnusable, Budget budget) {
        if (!(mostUnusable >= 0 && mostUnusable <= 1)) {
            throw new IllegalArgumentException("an unusable share of " + mostUnusable + ": it must be from 0 to 1");
        }
        lock.lock();
        try {
            requireOpen();
            return new CompactionRun(parts, budget).tidy(mostUnusable);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What {@link #compact} would have to do for so many bytes, without doing it: which window it
     * would empty, and how many bytes it would move out of there. Where no window can be emptied it
     * tells what stands in the one that has the least in its way. An estimate while others run.
     * Cost: as one window of a compaction, without its copies.
     *
     * @param byteAlignment a power of two, at most {@link Pool#maxAlignment()}
     * @throws IllegalArgumentException where there is no such size or alignment
     */
    public CompactionProspect prospect(long byteSize, long byteAlignment) {
        Wanted wanted = wanted(byteSize, byteAlignment);
        Landscape landscape = Landscape.survey(space, parts.table(), parts.owners(),
                Landscape.cellShift(space.units(), wanted.count, parts.pageblockShift()));
        WindowChoice choice = new WindowChoice(landscape);
        Window cheapest = choice.cheapest(wanted.count, wanted.alignment, 0, new BitSet());
        Window window = cheapest != null ? cheapest : choice.nearest(wanted.count, wanted.alignment);
        if (window == null) {
            return new CompactionProspect(false, 0, byteSize, 0, List.of());
        }
        return new CompactionProspect(cheapest != null, places.addressOf(window.from()),
                window.end() - window.from() << places.unitShift(), window.bytesToMove(),
                cheapest != null ? List.of() : parts.obstacles().in(window));
    }

    /**
     * Tells what lies in each pageblock, the lowest first. An estimate while others run. Cost: a
     * read for each unit in which no block lies, some for each block.
     */
    public void forEachPageblock(Consumer<PageblockContent> visitor) {
        Landscape landscape = Landscape.survey(space, parts.table(), parts.owners(), parts.pageblockShift());
        for (int cell = 0; cell < landscape.cells(); cell++) {
            visitor.accept(new PageblockContent(places.addressOf(landscape.unitOf(cell)),
                    (long) landscape.free[cell] << places.unitShift(), landscape.begun[cell],
                    landscape.fixed.get(cell), landscape.pinned.get(cell)));
        }
    }

    /** What has been done since the blocks were opened. */
    public CompactionCounts counts() {
        return counters.counts();
    }

    /** @param first what a search has found already */
    private CompactionResult run(
            Budget budget, long first, LongSupplier search, Function<CompactionRun, CompactionResult> task) {
        if (first != CompactionRun.NOT_FOUND) {
            return found(first);
        }
        counters.stalled();
        boolean waited = !lock.tryLock();
        if (waited) {
            lock.lock();
        }
        try {
            requireOpen();
            long others = waited ? search.getAsLong() : CompactionRun.NOT_FOUND;
            CompactionResult result = others != CompactionRun.NOT_FOUND
                    ? found(others)
                    : task.apply(new CompactionRun(parts, budget));
            counters.ended(result.succeeded());
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Without moving anything. */
    private static CompactionResult found(long address) {
        return new CompactionResult(true, address, 0, false, List.of());
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the movable blocks of pool " + pool.name()
                    + " are closed: nothing can be moved any more");
        }
    }

    /** Waits for the compaction that is under way, and lets none begin any more. */
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether it makes sense to compact for so many bytes: the caller is not in the midst of it,
     * and enough is free.
     */
    boolean mayFind(long byteSize) {
        return !lock.isHeldByCurrentThread() && byteSize <= pool.freeBytes();
    }

    /**
     * Helps a request that is about to fail: gives up reclaimable blocks where too little is free,
     * and brings together what is.
     */
    void relieve(long byteSize, Budget budget) {
        if (lock.isHeldByCurrentThread() || byteSize > pool.cap()) {
            return;
        }
        long lacking = byteSize - pool.freeBytes();
        if (lacking > 0) {
            parts.reclaimers().reclaimBytes(lacking);
        }
        if (mayFind(byteSize)) {
            long block = Long.highestOneBit(byteSize);
            compact(byteSize, block == byteSize ? Math.min(block, pool.maxAlignment()) : 1, budget);
        }
    }

    // ---------------------------------------------------------------------------------------------------------- search

    /** In units, and the order of the alignment. */
    private record Wanted(long count, long alignment, int order) {}

    private Wanted wanted(long byteSize, long byteAlignment) {
        places.requireSize(byteSize);
        if (byteAlignment < 1 || Long.bitCount(byteAlignment) != 1 || byteAlignment > pool.maxAlignment()) {
            throw new IllegalArgumentException("alignment " + byteAlignment
                    + ": it must be a power of two, at most " + pool.maxAlignment());
        }
        int order = Math.max(0, Long.numberOfTrailingZeros(byteAlignment) - places.unitShift());
        return new Wanted(places.units(byteSize), 1L << order, order);
    }

    /** Where such units are free, without keeping them; negative where nowhere. */
    private long probe(Wanted wanted) {
        long offset = space.allocateExtent(wanted.count, wanted.order);
        if (offset != BuddySpace.NO_BLOCK) {
            space.free(offset);
        }
        return offset;
    }

    /** The address of the block at a unit, if it can be had. */
    private long take(long offset, long byteSize) {
        boolean taken = offset >= 0 && space.tryAllocateAt(offset, places.units(byteSize));
        if (taken) {
            space.free(offset);
        }
        long address = places.addressOf(Math.max(offset, 0));
        return taken && pool.tryAllocateAt(address, byteSize) ? address : CompactionRun.NOT_FOUND;
    }
}
