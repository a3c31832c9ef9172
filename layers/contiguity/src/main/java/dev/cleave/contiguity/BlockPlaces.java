package dev.cleave.contiguity;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;

/** The units of a pool, by address: pure functions. */
record BlockPlaces(long base, int unitShift, long units) {
    static BlockPlaces of(Pool pool) {
        return new BlockPlaces(pool.baseAddress(), Long.numberOfTrailingZeros(pool.unit()),
                pool.space().units());
    }

    /** The units that hold so many bytes. */
    long units(long byteSize) {
        return (byteSize - 1 >>> unitShift) + 1;
    }

    /** Refuses what is no size. */
    void requireSize(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes: ask for at least 1");
        }
        if (byteSize > units << unitShift) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes: the pool has "
                    + (units << unitShift) + ", open one with a larger capacity");
        }
    }

    /** The unit at an address, of which as many follow as so many bytes need. */
    long requireUnit(long address, long byteSize) {
        requireSize(byteSize);
        long distance = address - base;
        if (distance < 0 || (distance & (1L << unitShift) - 1) != 0 || distance > (units << unitShift) - byteSize) {
            throw new IllegalArgumentException("a block of " + byteSize + " bytes at 0x" + Long.toHexString(address)
                    + ": it must begin at a unit of the pool, from 0x" + Long.toHexString(base)
                    + " on, and end before 0x" + Long.toHexString(addressOf(units)));
        }
        return unitOf(address);
    }

    /** The unit in which an address lies. */
    long unitOf(long address) {
        return address - base >>> unitShift;
    }

    /** Where a unit begins. */
    long addressOf(long unit) {
        return base + (unit << unitShift);
    }

    /** The addresses of units from one to before another. */
    PoolRange range(long from, long end) {
        return new PoolRange(addressOf(from), addressOf(end));
    }
}
