package dev.cleave.lab.experiment.contiguity;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * What is written to memory to find out later whether it is still there: each eight bytes tell
 * whose they are, and where in it.
 */
final class Stamps {
    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private Stamps() {}

    /**
     * Writes all of it.
     *
     * @param pieces one behind the other, each of a multiple of eight bytes
     * @param owner tells one stamped thing from others
     */
    static void write(List<MemorySegment> pieces, long owner) {
        long at = 0;
        for (MemorySegment piece : pieces) {
            for (long offset = 0; offset < piece.byteSize(); offset += Long.BYTES) {
                piece.set(ValueLayout.JAVA_LONG, offset, stamp(owner, at));
                at += Long.BYTES;
            }
        }
    }

    /** Reads all of it: how many stamps are not what was written. */
    static long wrong(List<MemorySegment> pieces, long owner) {
        long wrong = 0;
        long at = 0;
        for (MemorySegment piece : pieces) {
            for (long offset = 0; offset < piece.byteSize(); offset += Long.BYTES) {
                wrong += piece.get(ValueLayout.JAVA_LONG, offset) == stamp(owner, at) ? 0 : 1;
                at += Long.BYTES;
            }
        }
        return wrong;
    }

    /**
     * Where in its owner's memory a stamp belongs: the offset in bytes; where it is not of this
     * owner, some other number.
     */
    static long place(long stamp, long owner) {
        return stamp ^ (owner + 1) * FACTOR;
    }

    private static long stamp(long owner, long at) {
        return (owner + 1) * FACTOR ^ at;
    }
}
