package dev.cleave.memory;

/**
 * The units of a pool: how many a request needs, and which one an address begins. Pure functions, and the refusals of what
 * is no size, no alignment and no block.
 *
 * @param name what messages call the pool
 * @param base the address of the first unit
 * @param capacity bytes of all units
 * @param shift a unit has this power of two of bytes
 * @param maxAlignment the largest alignment that a block can have
 */
record Units(String name, long base, long capacity, int shift, long maxAlignment) {
    /** The order of the smallest block that holds so many units. */
    static int ceilingOrder(long units) {
        return Long.SIZE - Long.numberOfLeadingZeros(units - 1);
    }

    /** The units that hold so many bytes. */
    long of(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes: ask for at least 1");
        }
        return (byteSize - 1 >>> shift) + 1;
    }

    /** The units that hold so many bytes and lie at a multiple of the alignment. */
    long of(long byteSize, long byteAlignment) {
        if (byteAlignment < 1 || Long.bitCount(byteAlignment) != 1) {
            throw new IllegalArgumentException("alignment " + byteAlignment + " is not a power of two");
        }
        if (byteAlignment > maxAlignment) {
            throw new IllegalArgumentException("alignment " + byteAlignment + " is more than pool " + name
                    + " can give: at most " + maxAlignment);
        }
        long units = of(byteSize);
        long unitsOfAlignment = byteAlignment >>> shift;
        return unitsOfAlignment > 1L << ceilingOrder(units) ? unitsOfAlignment : units;
    }

    /** The unit that begins at an address. */
    long offsetOf(long address) {
        long distance = address - base;
        if (distance < 0 || distance >= capacity || (distance & (1L << shift) - 1) != 0) {
            throw strange(address, distance);
        }
        return distance >>> shift;
    }

    private IllegalArgumentException strange(long address, long distance) {
        return new IllegalArgumentException(distance < 0 || distance >= capacity
                ? at(address) + " is not of pool " + name + ", which has 0x" + Long.toHexString(base) + " to 0x"
                        + Long.toHexString(base + capacity - 1) + ": free it where it was allocated"
                : at(address) + " lies inside a unit of pool " + name
                        + ": free a block by the address it was allocated at");
    }

    /** The refusal to free what an arena holds. */
    IllegalArgumentException leased(long address) {
        return new IllegalArgumentException(at(address) + " is leased to an arena of pool " + name
                + ": close the arena, which gives all its blocks back");
    }

    /** The refusal to take back for an arena what no arena holds. */
    IllegalArgumentException notLeased(long address) {
        return new IllegalArgumentException(at(address) + " is no leased block of pool " + name
                + ": give back what lease answered, once, without its flags");
    }

    private static String at(long address) {
        return "address 0x" + Long.toHexString(address);
    }
}
