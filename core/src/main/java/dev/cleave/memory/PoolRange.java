package dev.cleave.memory;

/**
 * Addresses of a pool, from one to before another: where a block must lie, or must not.
 *
 * @param from the first address
 * @param to the address behind the last one, not before the first
 */
public record PoolRange(long from, long to) {
    /** Refuses what is no range. */
    public PoolRange {
        if (to < from) {
            throw new IllegalArgumentException(
                    "a range from 0x" + Long.toHexString(from) + " to 0x" + Long.toHexString(to)
                            + ": it must not end before it begins");
        }
    }
}
