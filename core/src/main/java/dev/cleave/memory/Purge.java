package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.FreeRunVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Gives a pool's free memory back to the operating system. It <em>takes</em> a free block from the space as any other
 * holder would, drops its pages, and frees it, so no allocation can race with the drop. It holds one block at a time, of
 * at most one chunk (2 MiB, or a page or unit where that is larger), and only under its lock; a request that fails while
 * a block is held ({@link #heldSince}) tries once more under the same lock, so the purge makes no request fail.
 */
final class Purge {
    private static final long SMALLEST_DROP = 32 << 10;
    private static final long CHUNK = 2 << 20;

    /** What to do with the free memory that a pass finds. */
    enum Pass {
        /** Drop what has been free since the last pass, and age the rest. */
        DECAY,
        /** Drop everything. */
        TRIM,
        /** Drop everything in turn, until enough is dropped. */
        GROWTH,
        /** As growth, but because more is free than may stay. */
        LIMIT
    }

    private final BuddySpace space;
    private final Region region;
    private final FrameMap frames;
    private final @Nullable KeptUnits kept;
    private final int unitShift;
    private final int framesShift;
    private final int grainOrder;
    private final int pageOrder;
    private final int chunkOrder;
    private final SturdyLock lock = new SturdyLock();

    private final FreeRunVisitor grainSearch = this::searchRun;

    /** Written under the lock alone. */
    private volatile long visits;

    /** Bytes given back since the pool was opened. Written under the lock alone. */
    private volatile long droppedBytes;

    /** Whether {@link #grainSearch} found a dirty grain, and the order of it; these and the next are used under the lock alone. */
    private boolean grainFound;

    private int searchedOrder;

    /** The block that goes back: room for {@link BuddySpace#freeMany}. */
    private final long[] given = new long[1];

    /**
     * @param kept what must not be dropped although it is free; null for nothing
     * @param framesShift a frame is this power of two of bytes
     */
    Purge(BuddySpace space, Region region, FrameMap frames, @Nullable KeptUnits kept, int unitShift, int framesShift) {
        this.space = space;
        this.region = region;
        this.frames = frames;
        this.kept = kept;
        this.unitShift = unitShift;
        this.framesShift = framesShift;
        pageOrder = orderOf(region.dropSize());
        grainOrder = orderOf(Math.max(SMALLEST_DROP, region.purgeSize()));
        chunkOrder = Math.min(space.maxOrder(), orderOf(Math.max(CHUNK, region.pageSize())));
        prepare();
    }

    /** A class that is first used where there is no heap or stack to load it is of no use for ever: those of a purge are used now. */
    private static void prepare() {
        StackRoom.require();
        PurgeEvent.started().finished("", 0, Pass.TRIM);
    }

    private int orderOf(long byteSize) {
        return Math.max(0, 63 - Long.numberOfLeadingZeros(byteSize) - unitShift);
    }

    /** Held by whoever takes blocks to drop them, and by whoever closes the region. */
    SturdyLock lock() {
        return lock;
    }

    /** Counts the beginnings and ends of visits, so it is odd during one: see {@link #heldSince}. */
    long visits() {
        return visits;
    }

    /** Whether the purge may have held a block at any time since {@link #visits()} answered this. */
    boolean heldSince(long before) {
        return (before & 1) != 0 || visits != before;
    }

    /** Bytes given back since the pool was opened. Cost: a read. */
    long droppedBytes() {
        return droppedBytes;
    }

    /** One pass over the whole space; answers how many bytes were dropped. */
    long run(Pass pass) {
        if (!region.canDrop()) {
            return 0;
        }
        StackRoom.require();
        space.flush();
        long dropped = 0;
        for (long at = 0; at < space.units(); at += 1L << chunkOrder) {
            if (frames.anyDirty(frame(at), framesIn(at, chunkOrder))) {
                dropped += visitChunk(at, grainOrder, pass);
            }
        }
        return dropped;
    }

    /**
     * Drops free memory, the highest first, so that what is used gathers below: at least so many bytes, if there are; answers how many. The caller has
     * the lock.
     */
    long drop(long byteSize) {
        return drop(byteSize, grainOrder, Pass.GROWTH);
    }

    /**
     * Whether single pages are parts of huge ones that were asked for: to drop some divides those.
     */
    boolean pagesAreParts() {
        return region.purgeSize() > region.dropSize();
    }

    /** As {@link #drop(long)}, for a limit: in grains, or in single pages. */
    long drop(long byteSize, boolean pages) {
        return drop(byteSize, pages ? pageOrder : grainOrder, Pass.LIMIT);
    }

    private long drop(long byteSize, int finest, Pass pass) {
        long dropped = 0;
        long chunk = 1L << chunkOrder;
        for (long at = space.units() - 1 & -chunk; at >= 0 && dropped < byteSize; at -= chunk) {
            if (hasDirtyGrain(at, Math.min(at + chunk, space.units()), finest)) {
                dropped += visitChunk(at, finest, pass);
            }
        }
        return dropped;
    }

    /** Whether free memory of this order is dirty in a range, at first sight. */
    private boolean hasDirtyGrain(long from, long end, int order) {
        if (!frames.anyDirty(frame(from), frame(end - 1) - frame(from) + 1)) {
            return false;
        }
        grainFound = false;
        searchedOrder = order;
        space.forEachFreeRun(from, end, grainSearch);
        return grainFound;
    }

    private void searchRun(long offset, long length) {
        long grain = 1L << searchedOrder;
        long first = offset + grain - 1 & -grain;
        long last = offset + length & -grain;
        grainFound |= first < last && frames.anyDirty(frame(first), frame(last) - frame(first));
    }

    /** What comes between the two lines of the lock is done whole: there is room for it on the stack. */
    private long visitChunk(long at, int finest, Pass pass) {
        StackRoom.require();
        boolean entered = lock.enter();
        try {
            if (!region.segment().scope().isAlive()) {
                return 0;
            }
            fillHugePages(at);
            long before = visits;
            visits = before + 1;
            try {
                return visit(at, chunkOrder, finest, pass);
            } finally {
                visits = before + 2;
            }
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    private void fillHugePages(long at) {
        HugePageAdvice hugePages = region.hugePages();
        if (hugePages != null && region.purgeSize() < region.pageSize()) {
            hugePages.fill(frames, framesShift, at << unitShift, 1L << chunkOrder << unitShift);
        }
    }

    /** Takes the range if it is free, else its halves: at most as deep as from a chunk down to a page. */
    private long visit(long at, int order, int finest, Pass pass) {
        if (at >= space.units() || order < pageOrder || !frames.anyDirty(frame(at), framesIn(at, order))) {
            return 0;
        }
        boolean within = at + (1L << order) <= space.units();
        if (within && space.tryAllocateAt(at, 1L << order)) {
            try {
                return purge(at, order, pass);
            } finally {
                giveBack(at);
            }
        }
        if (order <= (within ? finest : pageOrder)) {
            return 0;
        }
        return visit(at, order - 1, finest, pass) + visit(at + (1L << order - 1), order - 1, finest, pass);
    }

    /** Past the magazines, in which a small block could not merge with what is free beside it. */
    private void giveBack(long at) {
        given[0] = at;
        space.freeMany(given, 0, 1);
    }

    /** Drops or ages the grains of a block that is ours; adjacent ones are dropped by one call. */
    private long purge(long at, int order, Pass pass) {
        long grain = 1L << Math.min(order, grainOrder);
        long end = at + (1L << order);
        long dropped = 0;
        long start = at;
        for (long each = at; each < end; each += grain) {
            long first = frame(each);
            long count = frame(each + grain) - first;
            boolean drop = frames.anyDirty(first, count)
                    && (pass != Pass.DECAY || frames.allAged(first, count))
                    && (kept == null || !kept.any(each, grain));
            if (!drop) {
                dropped += drop(start, each);
                start = each + grain;
                frames.age(first, count);
            }
        }
        return dropped + drop(start, end);
    }

    private long drop(long from, long to) {
        if (from == to) {
            return 0;
        }
        long bytes = to - from << unitShift;
        region.drop(from << unitShift, bytes);
        frames.clear(frame(from), frame(to) - frame(from));
        region.settleHugePages(frames, framesShift, from << unitShift, bytes);
        long before = droppedBytes;
        droppedBytes = before + bytes;
        return bytes;
    }

    private long frame(long unit) {
        return unit << unitShift >>> framesShift;
    }

    /** Frames of a range, cut off at the end of the space; a frame that the end lies in counts. */
    private long framesIn(long at, int order) {
        long end = Math.min(at + (1L << order), space.units());
        return ((end << unitShift) - 1 >>> framesShift) - frame(at) + 1;
    }
}
