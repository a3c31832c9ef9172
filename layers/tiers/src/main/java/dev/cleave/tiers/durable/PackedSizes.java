package dev.cleave.tiers.durable;

/**
 * The sizes that small objects are packed by: multiples of 16 bytes up to 128, then four steps a
 * doubling. Pure functions.
 */
final class PackedSizes {
    /** Bytes of the smallest place; every place begins at a multiple. */
    static final int GRAIN = 16;

    private static final int FINE = 128;
    private static final int STEPS_SHIFT = 2;

    private PackedSizes() {}

    /** The smallest size that holds so many bytes. */
    static long roundUp(long bytes) {
        long step = GRAIN;
        if (bytes > FINE) {
            int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes - 1);
            step = 1L << doubling - STEPS_SHIFT;
        }
        return bytes + step - 1 & -step;
    }
}
