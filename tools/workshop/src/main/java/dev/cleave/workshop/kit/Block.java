package dev.cleave.workshop.kit;

/**
 * Adjacent units, free or allocated.
 *
 * @param offset of the first
 * @param units how many, 1 or more
 */
record Block(long offset, long units) implements Comparable<Block> {
    /** The first unit behind it. */
    long end() {
        return offset + units;
    }

    @Override
    public int compareTo(Block other) {
        return Long.compare(offset, other.offset);
    }

    /** As messages show it: offset + units. */
    @Override
    public String toString() {
        return offset + "+" + units;
    }
}
