package dev.cleave.guard;

/**
 * A tenant that has blocks in a pageblock.
 *
 * @param tenant its name
 * @param byteSize bytes that they have there, in whole units
 */
public record PageblockHolder(String tenant, long byteSize) {}
