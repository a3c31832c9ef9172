package dev.cleave.contiguity;

/**
 * Whoever holds a reclaimable block: something that can be had again, as a page of a cache. It is
 * asked to give the block up where memory is short, or the block stands in the way and there is no
 * other place for it.
 */
@FunctionalInterface
public interface Reclaimer {
    /**
     * Forgets what is in the block and {@linkplain MovableBlock#free() frees} it, or does neither.
     * Any thread may call it, and several at once for several blocks; it must not wait for a thread
     * that allocates. What it throws is logged, and the block counts as not given up.
     *
     * @param block lives, or did a moment ago; it is not pinned by whoever calls
     */
    void giveUp(MovableBlock block);
}
