package dev.cleave.buddy;

import dev.cleave.buddy.InvalidBlockException.Reason;

/**
 * One byte a unit that says which block begins there. Every free claims its block here, by compare-and-set, before it touches
 * anything else: of two threads that free one block exactly one goes on.
 */
final class OrderMap {
    private final Metadata metadata;
    private final long units;

    OrderMap(Metadata metadata, long units) {
        this.metadata = metadata;
        this.units = units;
    }

    /** Says that a block of an order begins here. The caller owns the block. */
    void publishOrder(long offset, int order) {
        metadata.setCodeRelease(offset, BlockCode.ofOrder(order));
    }

    /** Says that a block of so many units begins here. The caller owns the block. */
    void publish(long offset, long length) {
        if (Long.bitCount(length) == 1 && (offset & length - 1) == 0) {
            publishOrder(offset, Long.numberOfTrailingZeros(length));
        } else if (length < Runs.WORD) {
            metadata.setCodeRelease(offset, BlockCode.ofExact((int) length));
        } else {
            for (int digit = 0; digit < BlockCode.DIGITS; digit++) {
                metadata.setCode(offset + 1 + digit, BlockCode.ofDigit(length, digit));
            }
            metadata.setCodeRelease(offset, BlockCode.LONG);
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
        byte code = metadata.codeAcquire(offset);
        if (!BlockCode.isBlock(code) || !metadata.compareAndSetCode(offset, code, to)) {
            throw invalid(offset);
        }
        return code;
    }

    /** Says that the claimed block that begins here is freed. */
    void endClaim(long offset) {
        requireClaimed(offset);
        metadata.setCode(offset, BlockCode.FREED);
    }

    void requireClaimed(long offset) {
        if (offset < 0 || offset >= units) {
            throw invalid(offset);
        }
        if (metadata.codeAcquire(offset) != BlockCode.CLAIMED) {
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
            length |= BlockCode.digitValue(metadata.codeAcquire(offset + 1 + digit), digit);
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
        byte code = metadata.codeAcquire(offset);
        return BlockCode.isBlock(code) ? unitsOf(offset, code) : 0;
    }

    boolean isBlock(long offset) {
        return offset >= 0 && offset < units && BlockCode.isBlock(metadata.codeAcquire(offset));
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
            if (BlockCode.isBlock(metadata.codeAcquire(unit))) {
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
        if (metadata.codeAcquire(offset) == BlockCode.BLANK || BlockCode.isDigit(metadata.codeAcquire(offset))) {
            return new InvalidBlockException(
                    Reason.NEVER_ALLOCATED, offset, "no block was ever allocated at offset " + offset);
        }
        return new InvalidBlockException(
                Reason.FREED_TWICE,
                offset,
                "the block at offset " + offset
                        + (metadata.codeAcquire(offset) == BlockCode.CLAIMED
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
