package dev.cleave.tiers;

/**
 * What one tier holds.
 *
 * @param name the tier
 * @param capacity the most bytes that it holds
 * @param usedBytes bytes that places have there, rounding included
 * @param objects objects that are there
 * @param objectBytes their bytes, as they were asked for
 * @param copies clean copies there, of objects that are nearer
 * @param copyBytes the bytes of these objects
 */
public record TierUsage(
        String name, long capacity, long usedBytes, long objects, long objectBytes, long copies, long copyBytes) {}
