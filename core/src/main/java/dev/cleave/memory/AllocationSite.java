package dev.cleave.memory;

/**
 * A place in the program that holds sampled blocks.
 *
 * @param place the innermost callers outside Cleave, innermost first
 * @param samples how many of its live blocks were sampled
 * @param estimatedBytes how many live bytes they stand for
 */
public record AllocationSite(String place, long samples, long estimatedBytes) {}
