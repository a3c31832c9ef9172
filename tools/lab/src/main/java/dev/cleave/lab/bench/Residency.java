package dev.cleave.lab.bench;

/**
 * What memory an allocator's blocks took: real memory, or of a device what was reserved, for that is
 * all that can be told there.
 *
 * @param perLive resident, or reserved, bytes for each live byte, 1 or a little more at best
 * @param shareAfterFree what share of the resident bytes was still resident a second after
 *     everything was freed; not a number of a device
 */
public record Residency(double perLive, double shareAfterFree) {
    /** Of a device. */
    public static Residency reserved(double perLive) {
        return new Residency(perLive, Double.NaN);
    }

    /** Whether it is of a device. */
    public boolean isReserved() {
        return Double.isNaN(shareAfterFree);
    }
}
