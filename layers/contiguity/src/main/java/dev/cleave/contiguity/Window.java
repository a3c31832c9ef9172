package dev.cleave.contiguity;

/**
 * Adjacent units that are to become free.
 *
 * @param from the first unit
 * @param end the unit behind the last one
 * @param bytesToMove of the movable blocks that lie in it, in whole or in part, when it was chosen
 */
record Window(long from, long end, long bytesToMove) {
    /** Whether units lie in it, at least in part. */
    boolean overlaps(long offset, long count) {
        return offset < end && offset + count > from;
    }
}
