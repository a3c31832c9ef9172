package dev.cleave.contiguity;

/**
 * The figures of {@link MovableBlocks}: estimates while others run.
 *
 * @param blocks blocks that live
 * @param byteSize bytes that were asked for, of those blocks
 * @param pinned blocks that somebody has pinned
 * @param pinnedLong blocks that somebody has pinned for long
 * @param retiredSlots slots of the handle table whose generations ran out
 */
public record MovableUsage(long blocks, long byteSize, long pinned, long pinnedLong, long retiredSlots) {}
