package dev.cleave.lab.bench;

/**
 * What real memory an allocator's blocks took.
 *
 * @param perLive resident bytes for each live byte, 1 or a little more at best
 * @param shareAfterFree what share of the resident bytes was still resident a second after everything was freed
 */
public record Residency(double perLive, double shareAfterFree) {}
