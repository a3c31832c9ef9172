package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * The checksum of an object's bytes, a CRC-32C, and how it changes with a part of them. Pure
 * functions.
 *
 * <p>A CRC is linear: those of two texts of one length differ by that of their difference, and each
 * byte of zeroes behind that difference multiplies it by x⁸, modulo the polynomial. So what a change
 * makes of the checksum costs as much as the bytes that change, and 32 steps for each bit of the
 * count of those behind.
 */
final class ObjectChecksum {
    /** What a slot says of an object that is its user's to write in place: it has no checksum. */
    static final long NONE = -1;

    private static final long MASK = 0xffff_ffffL;
    private static final int MOST_AT_ONCE = 1 << 30;

    /** Castagnoli's polynomial, the lowest power in the highest bit, without x³². */
    private static final int POLYNOMIAL = 0x82f6_3b78;

    private static final int ONE = 1 << 31;

    /** For each k, x to the power of 8 · 2ᵏ: what 2ᵏ bytes of zeroes multiply by. */
    private static final int[] ZEROES = new int[Long.SIZE];

    static {
        ZEROES[0] = ONE >>> Byte.SIZE;
        for (int k = 1; k < ZEROES.length; k++) {
            ZEROES[k] = multiply(ZEROES[k - 1], ZEROES[k - 1]);
        }
    }

    private ObjectChecksum() {}

    /** The checksum of all bytes of a segment, 0 to 2³² - 1. */
    static long of(MemorySegment bytes) {
        CRC32C checksum = new CRC32C();
        for (long at = 0; at < bytes.byteSize(); at += MOST_AT_ONCE) {
            checksum.update(bytes.asSlice(at, Math.min(MOST_AT_ONCE, bytes.byteSize() - at)).asByteBuffer());
        }
        return checksum.getValue();
    }

    /**
     * What a checksum becomes when a part of the bytes changes.
     *
     * @param sum of all bytes as they were
     * @param bytesBehind how many bytes follow the part
     * @param before the part as it was
     * @param after the part as it is, as long
     */
    static long changed(long sum, long bytesBehind, MemorySegment before, MemorySegment after) {
        int difference = (int) (of(before) ^ of(after));
        int k = 0;
        for (long rest = bytesBehind; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                difference = multiply(difference, ZEROES[k]);
            }
            k++;
        }
        return (sum ^ difference) & MASK;
    }

    /** The product of two polynomials, modulo Castagnoli's. */
    private static int multiply(int one, int other) {
        int product = 0;
        int shifted = other;
        for (int power = ONE; power != 0; power >>>= 1) {
            product ^= (one & power) != 0 ? shifted : 0;
            shifted = shifted >>> 1 ^ ((shifted & 1) != 0 ? POLYNOMIAL : 0);
        }
        return product;
    }
}
