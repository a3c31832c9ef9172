package dev.cleave.memory;

/**
 * A place in the program that holds sampled blocks.
 *
 * @param place the innermost callers outside Cleave, innermost first
 * @param samples how many of its live blocks were sampled
 * @param estimatedBytes how many live bytes they stand for
 * @param child the name of the child of the pool that they were allocated from; empty where it was
 *     the pool itself
 */
public record AllocationSite(String place, long samples, long estimatedBytes, String child) {}
