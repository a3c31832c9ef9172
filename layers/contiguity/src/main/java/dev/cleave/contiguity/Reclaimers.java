package dev.cleave.contiguity;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/** Who holds the reclaimable blocks, and how they are asked for them. */
final class Reclaimers {
    private static final System.Logger LOG = System.getLogger("dev.cleave.contiguity");

    private final HandleTable table;
    private final LongFunction<MovableBlock> blocks;
    private final Map<Long, Reclaimer> reclaimers = new ConcurrentHashMap<>();

    /** Whether blocks that are gone may be among them. */
    private volatile boolean hasStale;

    /** @param blocks makes the block of a handle */
    Reclaimers(HandleTable table, LongFunction<MovableBlock> blocks) {
        this.table = table;
        this.blocks = blocks;
    }

    void add(long handle, Reclaimer reclaimer) {
        reclaimers.put(handle, reclaimer);
    }

    /**
     * The block is gone. Where the Java heap has no room to look for it, its reclaimer stays until
     * blocks are asked for: a free must not fail for that.
     */
    void forget(long handle) {
        try {
            reclaimers.remove(handle);
        } catch (OutOfMemoryError full) {
            hasStale = true;
        }
    }

    private void dropStale() {
        if (hasStale) {
            hasStale = false;
            reclaimers.keySet().removeIf(handle -> !table.isLive(handle));
        }
    }

    /**
     * Asks for one block, if it is reclaimable and nobody has it pinned; answers whether it was
     * given up, or freed meanwhile.
     */
    boolean reclaim(long handle) {
        Reclaimer reclaimer = reclaimers.get(handle);
        long word = table.stateOf(handle);
        if (word == 0) {
            return true;
        }
        if (reclaimer == null || HandleWord.pins(word) + HandleWord.longPins(word) > 0) {
            return false;
        }
        try {
            reclaimer.giveUp(blocks.apply(handle));
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "a reclaimer threw instead of giving up its block", broken);
        }
        return !table.isLive(handle);
    }

    /**
     * Asks for blocks in no order until so many bytes are given up, or all were asked; answers how
     * many bytes were.
     */
    long reclaimBytes(long wanted) {
        dropStale();
        long freed = 0;
        for (Long handle : reclaimers.keySet()) {
            if (freed >= wanted) {
                break;
            }
            long byteSize = table.byteSize(handle);
            freed += reclaim(handle) ? byteSize : 0;
        }
        return freed;
    }
}
