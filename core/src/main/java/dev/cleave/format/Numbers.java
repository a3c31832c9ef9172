package dev.cleave.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Numbers of as many bytes as they need: 7 bits a byte, the lowest first; the highest bit of a byte
 * says that another follows.
 */
public final class Numbers {
    /** In place of a number: the bytes end within it. */
    public static final long ENDS = -1;

    /** In place of a number: it has more than 63 bits. */
    public static final long TOO_LONG = -2;

    private static final int BITS = 7;
    private static final int MASK = (1 << BITS) - 1;

    private Numbers() {}

    /**
     * Writes a number.
     *
     * @param number 0 or more
     */
    public static void write(ByteArrayOutputStream out, long number) {
        long rest = number;
        while ((rest & ~MASK) != 0) {
            out.write((int) (rest & MASK | MASK + 1));
            rest >>>= BITS;
        }
        out.write((int) rest);
    }

    /** Reads a number, 0 or more; {@link #ENDS} or {@link #TOO_LONG} where there is none. */
    public static long read(ByteBuffer from) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            if (!from.hasRemaining()) {
                return ENDS;
            }
            byte next = from.get();
            number |= (long) (next & MASK) << shift;
            if (next >= 0) {
                return number >= 0 ? number : TOO_LONG;
            }
        }
        return TOO_LONG;
    }
}
