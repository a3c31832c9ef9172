package dev.cleave.gpu;

/**
 * Free bytes of a block.
 *
 * @param offset where they begin
 * @param byteSize how many
 */
public record FreeRange(long offset, long byteSize) {}
