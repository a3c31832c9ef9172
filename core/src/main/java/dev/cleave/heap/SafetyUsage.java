package dev.cleave.heap;

/**
 * What a heap's {@link SafetyLevel} holds and has found: an estimate while others run, all zero at {@link SafetyLevel#FAST}.
 *
 * @param quarantinedBlocks freed blocks that are not handed out yet; {@link HeapUsage} names them too
 * @param quarantinedBytes their bytes, slots and units counted whole
 * @param corruptedBlocks blocks found corrupted since the heap was opened, which are not handed out again
 */
public record SafetyUsage(long quarantinedBlocks, long quarantinedBytes, long corruptedBlocks) {}
