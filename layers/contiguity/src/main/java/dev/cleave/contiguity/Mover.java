package dev.cleave.contiguity;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleTable.MoveEnd;
import java.util.function.LongSupplier;

/**
 * Moves blocks, one at a time: finds a place, copies, and lets the handle mean the new place. Any
 * number of threads may move different blocks at once; of two that would move one block, one does.
 *
 * <p>A move never waits and is never waited for. It looks after each piece whether it can still end
 * well, so that a pin wastes little of it.
 */
final class Mover {
    /** Bytes copied between two looks. */
    private static final long PIECE = 256 << 10;

    private final HandleTable table;
    private final BlockOwners owners;
    private final BlockStore store;
    private final PoolMemory memory;
    private final MoveCounters counters;

    Mover(PoolMemory memory, BlockStore store, HandleTable table, BlockOwners owners, MoveCounters counters) {
        this.table = table;
        this.owners = owners;
        this.counters = counters;
        this.store = store;
        this.memory = memory;
    }

    /** What became of a block that was to be moved away. */
    enum Result {
        /** It is elsewhere. */
        MOVED,
        /** It was freed meanwhile. */
        FREED,
        /** Somebody has it pinned, or pinned it meanwhile, or moves it. */
        PINNED,
        /** There was no place for it. */
        NO_PLACE
    }

    /** What is done with the memory that a block has left: it is the receiver's to give back. */
    @FunctionalInterface
    interface Vacated {
        void block(long address);
    }

    /**
     * Moves a block.
     *
     * @param place finds room for it, or answers {@link BlockStore#NONE}
     * @param vacated is told of the old place where the block is there no more: moved, or freed
     *     while it was being moved
     */
    Result move(long handle, LongSupplier place, Vacated vacated) {
        if (!table.beginMove(handle)) {
            counters.migrationFailed();
            return table.isLive(handle) ? Result.PINNED : Result.FREED;
        }
        long from = table.address(handle);
        long byteSize = table.byteSize(handle);
        long to = 0;
        MoveEnd end = null;
        try {
            to = place.getAsLong();
            if (to != 0 && copy(handle, byteSize, from, to)) {
                owners.set(to, handle);
                end = table.endMove(handle, to);
            }
        } finally {
            if (end == null) {
                end = table.giveUpMove(handle);
            }
            settle(handle, end, from, to, vacated);
        }
        if (end == MoveEnd.MOVED) {
            counters.migrated(byteSize);
        } else {
            counters.migrationFailed();
        }
        return result(end, to);
    }

    /** Answers whether all of it was copied. */
    private boolean copy(long handle, long byteSize, long from, long to) {
        for (long done = 0; done < byteSize; done += PIECE) {
            if (!table.mayStillMove(handle)) {
                return false;
            }
            long piece = Math.min(PIECE, byteSize - done);
            memory.copy(from + done, to + done, piece);
            counters.copied(piece);
        }
        return true;
    }

    /** Gives back what nobody has any more. */
    private void settle(long handle, MoveEnd end, long from, long to, Vacated vacated) {
        if (end != MoveEnd.CANCELLED) {
            owners.clear(from);
        }
        if (to != 0 && end != MoveEnd.MOVED) {
            owners.clear(to);
            store.giveBack(to);
        }
        if (end == MoveEnd.FREED) {
            table.recycle(handle);
        }
        if (end != MoveEnd.CANCELLED) {
            vacated.block(from);
        }
    }

    private static Result result(MoveEnd end, long to) {
        return switch (end) {
            case MOVED -> Result.MOVED;
            case FREED -> Result.FREED;
            case CANCELLED -> to == 0 ? Result.NO_PLACE : Result.PINNED;
        };
    }
}
