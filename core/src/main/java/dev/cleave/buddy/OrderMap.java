package dev.cleave.buddy;

import dev.cleave.buddy.InvalidBlockException.Reason;

/**
 * One byte a unit that says which block begins there. Every free claims its block here, by
 * compare-and-set, before it touches anything else: of two threads that free one block exactly one
 * goes on.
 *
 * <p>Where the bytes lie is the subclass's business, and the only door to them: a free passes here
 * each time, so nothing lies between the map and them.
 */
abstract class OrderMap {
    final long units;

    OrderMap(long units) {
        this.units = units;
    }

    /** Reads a code so that the codes written before it are seen. */
    abstract byte getAcquire(long unit);

    abstract void set(long unit, byte code);

    /** Writes a code so that whoever acquires it sees the codes written before it. */
    abstract void setRelease(long unit, byte code);

    abstract boolean compareAndSet(long unit, byte expected, byte code);

    /** Bytes that the codes take. */
    abstract long byteSize();

    /**
     * Bytes that a segment must have for the codes of so many units: they are rounded up to a whole
     * {@code int}.
     */
    static long segmentBytes(long units) {
        return units + 3 & ~3L;
    }

    /** Says that a block of an order begins here. The caller owns the block. */
    void publishOrder(long offset, int order) {
        setRelease(offset, BlockCode.ofOrder(order));
    }

    /** Says that a block of so many units begins here. The caller owns the block. */
    void publish(long offset, long length) {
        if (Long.bitCount(length) == 1 && (offset & length - 1) == 0) {
            publishOrder(offset, Long.numberOfTrailingZeros(length));
        } else if (length < Runs.WORD) {
            setRelease(offset, BlockCode.ofExact((int) length));
        } else {
            for (int digit = 0; digit < BlockCode.DIGITS; digit++) {
                set(offset + 1 + digit, BlockCode.ofDigit(length, digit));
            }
            setRelease(offset, BlockCode.LONG);
        }
    }

    /** Takes the block away from its owner for good: answers its code, and makes every further free of it fail. */
    byte free(long offset) {
        return swing(offset, BlockCode.FREED);
    }

    /** Takes the block away from its owner until {@link #publish} or {@link #endClaim}: answers its code. */
    byte claim(long offset) {
        return swing(offset, BlockCode.CLAIMED);
    }

    private byte swing(long offset, byte to) {
        if (offset < 0 || offset >= units) {
            throw invalid(offset);
        }
        byte code = getAcquire(offset);
        if (!BlockCode.isBlock(code) || !compareAndSet(offset, code, to)) {
            throw invalid(offset);
        }
        return code;
    }

    /** Says that the claimed block that begins here is freed. */
    void endClaim(long offset) {
        requireClaimed(offset);
        set(offset, BlockCode.FREED);
    }

    void requireClaimed(long offset) {
        if (offset < 0 || offset >= units) {
            throw invalid(offset);
        }
        if (getAcquire(offset) != BlockCode.CLAIMED) {
            throw new IllegalStateException("no claimed block begins at offset " + offset + ": claim it first");
        }
    }

    /** The units of a block that begins here and has this code. */
    long unitsOf(long offset, byte code) {
        if (code != BlockCode.LONG) {
            return BlockCode.units(code);
        }
        long length = 0;
        for (int digit = 0; digit < BlockCode.DIGITS; digit++) {
            length |= BlockCode.digitValue(getAcquire(offset + 1 + digit), digit);
        }
        return length;
    }

    /** The units of the block that begins here; an exception where none does. */
    long unitsOf(long offset) {
        long length = offset >= 0 && offset < units ? unitsAt(offset) : 0;
        if (length == 0) {
            throw invalid(offset);
        }
        return length;
    }

    /** The units of the block that begins here, or 0 where none does. */
    long unitsAt(long offset) {
        byte code = getAcquire(offset);
        return BlockCode.isBlock(code) ? unitsOf(offset, code) : 0;
    }

    boolean isBlock(long offset) {
        return offset >= 0 && offset < units && BlockCode.isBlock(getAcquire(offset));
    }

    /** Visits the blocks that begin in a range, the lowest first. Costs a read of each unit in which no block lies, and some for each block. */
    void visit(long from, long end, BlockVisitor visitor) {
        long unit = from;
        while (unit < end) {
            long length = unitsAt(unit);
            if (length != 0) {
                visitor.block(unit, length);
            }
            unit += Math.max(1, length);
        }
    }

    /** Whether any block begins in these units. Costs a read of each until one is found. */
    boolean beginsIn(long offset, long length) {
        for (long unit = offset; unit < offset + length; unit++) {
            if (BlockCode.isBlock(getAcquire(unit))) {
                return true;
            }
        }
        return false;
    }

    private InvalidBlockException invalid(long offset) {
        if (offset < 0 || offset >= units) {
            return new InvalidBlockException(
                    Reason.OUT_OF_RANGE,
                    offset,
                    "offset " + offset + " lies outside the space: offsets go from 0 to " + (units - 1));
        }
        long block = blockAround(offset);
        if (block != Offsets.NONE) {
            return new InvalidBlockException(
                    Reason.INSIDE_BLOCK,
                    offset,
                    "offset " + offset + " lies inside the block that begins at " + block
                            + ": free that offset instead");
        }
        if (getAcquire(offset) == BlockCode.BLANK || BlockCode.isDigit(getAcquire(offset))) {
            return new InvalidBlockException(
                    Reason.NEVER_ALLOCATED, offset, "no block was ever allocated at offset " + offset);
        }
        return new InvalidBlockException(
                Reason.FREED_TWICE,
                offset,
                "the block at offset " + offset
                        + (getAcquire(offset) == BlockCode.CLAIMED
                                ? " is being freed or resized by another call"
                                : " was freed already"));
    }

    /** Where the allocated block that covers this offset from before begins: only the nearest one can. Costs a read of each unit between. */
    private long blockAround(long offset) {
        for (long start = offset - 1; start >= 0; start--) {
            long length = unitsAt(start);
            if (length != 0) {
                return start + length > offset ? start : Offsets.NONE;
            }
        }
        return Offsets.NONE;
    }
}
