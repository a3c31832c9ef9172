package dev.cleave.lab.device;

/**
 * What a defragmentation came to.
 *
 * @param moves allocations that were moved
 * @param bytesCopied of them
 */
public record DeviceMoves(long moves, long bytesCopied) {}
