package dev.cleave.contiguity;

/**
 * What lies in a pageblock, as far as moving it goes: see {@link Compactor#forEachPageblock}.
 *
 * @param from its first address
 * @param freeBytes free bytes in it
 * @param movableBytes bytes of the movable blocks that begin in it
 * @param fixed whether something lies in it that cannot move: a block that is not movable, or one
 *     with a long pin
 * @param pinned whether a movable block in it is pinned for short, or is being moved
 */
public record PageblockContent(long from, long freeBytes, long movableBytes, boolean fixed, boolean pinned) {}
