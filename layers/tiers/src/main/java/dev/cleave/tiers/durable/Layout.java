package dev.cleave.tiers.durable;

/**
 * Where what lies in the file. Pure functions.
 *
 * <pre>
 *   0          4096       8192            8192 + logBytes
 *   ├ header 0 ┼ header 1 ┼ redo log      ┼ data: units, 0 to capacity
 * </pre>
 *
 * @param capacity bytes of data, when all of it is there
 * @param logBytes bytes of the log
 * @param unit bytes of a unit
 */
record Layout(long capacity, long logBytes, int unit) {
    /** Bytes that everything begins at a multiple of. */
    static final int PAGE = 4096;

    /** Bytes that a disk writes wholly or not at all. */
    static final int SECTOR = 512;

    /** Where the log begins. */
    static final long LOG = 2L * PAGE;

    /** The smallest multiple of a page that is not less. */
    static long toPages(long bytes) {
        return bytes + PAGE - 1 & -PAGE;
    }

    /** The smallest multiple of a sector that is not less. */
    static long toSectors(long bytes) {
        return bytes + SECTOR - 1 & -SECTOR;
    }

    /** The same with another capacity. */
    Layout withCapacity(long bytes) {
        return new Layout(bytes, logBytes, unit);
    }

    /** Where data begin. */
    long data() {
        return LOG + logBytes;
    }

    /** The offset in the file of a place in the data. */
    long offsetOf(long place) {
        return data() + place;
    }

    /** Bytes of a file with so many bytes of data. */
    long fileBytes(long dataBytes) {
        return data() + dataBytes;
    }

    /** Bytes of the file when all of it is there. */
    long mostFileBytes() {
        return fileBytes(capacity);
    }
}
