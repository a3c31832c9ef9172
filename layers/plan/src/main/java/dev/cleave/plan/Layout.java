package dev.cleave.plan;

/**
 * A place for each of some spans.
 *
 * @param offsets in grains
 * @param height all places end at or below it, in grains
 */
record Layout(long[] offsets, long height) {}
