package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.contiguity.Mover.Result;
import dev.cleave.handle.HandleTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Empties one window, a block a step. What is free in the window, and what becomes free, is held
 * until the end, so that nobody else is given memory there meanwhile. For one thread.
 *
 * <p>A pinned block is stepped over, and tried again after the others, a few times.
 */
final class Evacuation implements AutoCloseable {
    /** So often a block is tried that somebody has pinned. */
    private static final int TRIES = 3;

    private final BuddySpace space;
    private final HandleTable table;
    private final BlockOwners owners;
    private final BlockStore store;
    private final BlockPlaces places;
    private final Mover mover;
    private final Reclaimers reclaimers;
    private final Obstacles obstacles;
    private final FreeTargets targets;
    private final Window window;

    private final Deque<Long> toMove = new ArrayDeque<>();
    private final Deque<Long> pinned = new ArrayDeque<>();
    private int tries = 1;
    private boolean failed;

    /**
     * Free runs of the window, by their first unit, taken from the space past the pool; and places
     * that blocks have left, by address.
     */
    private final AddressList isolated = new AddressList();

    private final AddressList vacated = new AddressList();

    /** Made beforehand, as closing must need nothing of the Java heap. */
    private final LongConsumer freeing;

    private final LongConsumer givingBack;

    Evacuation(MovableParts parts, Landscape landscape, Window window, boolean mayBreak) {
        space = parts.space();
        table = parts.table();
        owners = parts.owners();
        store = parts.store();
        places = parts.places();
        mover = parts.mover();
        reclaimers = parts.reclaimers();
        freeing = space::free;
        givingBack = store::giveBack;
        obstacles = parts.obstacles();
        this.window = window;
        targets = new FreeTargets(store, places, landscape, window, mayBreak);
    }

    /**
     * Looks for what is to be moved. Apart from the making, so that what is held already is let go
     * where this fails.
     */
    void begin(Landscape landscape) {
        isolate();
        find(landscape);
    }

    /** Holds what is free in the window. Nobody writes to it, so the pool need not know. */
    private void isolate() {
        List<long[]> runs = new ArrayList<>();
        space.forEachFreeRun(window.from(), window.end(), (offset, count) -> runs.add(new long[] {offset, count}));
        isolated.makeRoom(runs.size());
        for (long[] run : runs) {
            if (space.tryAllocateAt(run[0], run[1])) {
                isolated.add(run[0]);
            }
        }
    }

    private void find(Landscape landscape) {
        long straddler = landscape.straddler[landscape.cellOf(window.from())];
        if (straddler != Landscape.NONE) {
            add(straddler);
        }
        long from = landscape.unitOf(landscape.cellOf(window.from()));
        space.forEachBlock(from, window.end(), (offset, count) -> {
            if (window.overlaps(offset, count)) {
                add(offset);
            }
        });
    }

    private void add(long offset) {
        long handle = owners.at(offset);
        if (handle != BlockOwners.NOBODY) {
            toMove.add(handle);
        }
    }

    // ----------------------------------------------------------------------------------------------------------- steps

    /** Whether there is a block left to be moved, and it makes sense to go on. */
    boolean hasNext() {
        if (toMove.isEmpty() && !pinned.isEmpty() && tries < TRIES) {
            tries++;
            toMove.addAll(pinned);
            pinned.clear();
            Thread.yield();
        }
        return !failed && !toMove.isEmpty();
    }

    /** Bytes of the next block. */
    long nextBytes() {
        return table.byteSize(toMove.element());
    }

    /**
     * Moves the next block away; answers how many bytes that were, 0 where it stays or is not there
     * any more.
     */
    long step() {
        long handle = toMove.remove();
        long byteSize = table.byteSize(handle);
        if (!isInside(handle, byteSize)) {
            return 0;
        }
        vacated.makeRoom(1);
        Result result = mover.move(handle, () -> targets.find(byteSize, table.byteAlignment(handle)), this::vacate);
        return switch (result) {
            case MOVED -> byteSize;
            case FREED -> {
                isolate();
                yield 0;
            }
            case PINNED -> {
                obstacles.met(handle);
                pinned.add(handle);
                yield 0;
            }
            case NO_PLACE -> {
                failed = !reclaimers.reclaim(handle);
                isolate();
                yield 0;
            }
        };
    }

    /** The block may have been freed or moved by others since it was found. */
    private boolean isInside(long handle, long byteSize) {
        return table.isLive(handle) && window.overlaps(places.unitOf(table.address(handle)), places.units(byteSize));
    }

    /** Also a place outside of the window is held, where others moved the block there first. */
    private void vacate(long address) {
        vacated.add(address);
    }

    /** Whether every block that was found is gone. */
    boolean isDone() {
        return toMove.isEmpty() && pinned.isEmpty() && !failed;
    }

    /** Lets go of the window: what is free in it is the pool's again. */
    @Override
    public void close() {
        isolated.drainTo(freeing);
        vacated.drainTo(givingBack);
    }
}
