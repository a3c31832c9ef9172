package dev.cleave.objects;

/**
 * The figures of {@link TracedObjects}.
 *
 * @param objects objects that were not found dead yet
 * @param roots objects that are kept for their own sake
 * @param cycles collections that have ended
 * @param freed objects that were found dead and freed, in all
 * @param longestPauseNanos the longest time for which a step held up those who allocate and link
 */
public record TracedUsage(long objects, long roots, long cycles, long freed, long longestPauseNanos) {}
