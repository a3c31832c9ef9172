package dev.cleave.memory;

/**
 * The units of a pool: how many a request needs, where they must begin, and which one an address
 * begins. Pure functions, and the refusals of what is no size, no alignment and no place.
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

    /** The same units by another name. */
    Units named(String newName) {
        return new Units(newName, base, capacity, shift, maxAlignment);
    }

    /** How many there are. */
    long count() {
        return capacity >>> shift;
    }

    /** Bytes of one. */
    long unit() {
        return 1L << shift;
    }

    /** Bytes of so many. */
    long bytes(long units) {
        return units << shift;
    }

    /** The units that hold so many bytes. */
    long of(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes: ask for at least 1");
        }
        return (byteSize - 1 >>> shift) + 1;
    }

    /**
     * The order of the blocks of units that lie at multiples of the alignment only: 0 where every
     * unit does.
     */
    int order(long byteAlignment) {
        if (byteAlignment < 1 || Long.bitCount(byteAlignment) != 1) {
            throw new IllegalArgumentException("alignment " + byteAlignment + " is not a power of two");
        }
        if (byteAlignment > maxAlignment) {
            throw new IllegalArgumentException("alignment " + byteAlignment + " is more than pool " + name
                    + " can give: at most " + maxAlignment);
        }
        return Math.max(0, Long.numberOfTrailingZeros(byteAlignment) - shift);
    }

    /** The address of a unit. */
    long address(long offset) {
        return base + (offset << shift);
    }

    /** The unit that begins at an address. */
    long offsetOf(long address) {
        long distance = address - base;
        if (distance < 0 || distance >= capacity || (distance & (1L << shift) - 1) != 0) {
            throw strange(address, distance);
        }
        return distance >>> shift;
    }

    /**
     * The unit in which an address lies, when so many bytes are added to it: the first one for what
     * lies before, the count for what lies behind.
     */
    long indexOf(long address, long more) {
        long distance = Math.clamp(address - base, 0, capacity);
        return Math.min(distance + more, capacity) >>> shift;
    }

    private IllegalArgumentException strange(long address, long distance) {
        return new IllegalArgumentException(distance < 0 || distance >= capacity
                ? at(address) + " is not of pool " + name + ", which has 0x" + Long.toHexString(base) + " to 0x"
                        + Long.toHexString(base + capacity - 1) + ": free it where it was allocated"
                : at(address) + " lies inside a unit of pool " + name
                        + ": free a block by the address it was allocated at");
    }

    /** How messages call an address. */
    static String at(long address) {
        return "address 0x" + Long.toHexString(address);
    }
}
