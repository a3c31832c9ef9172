package dev.cleave.buddy;

/**
 * What one byte of the order map says of its unit: pure functions.
 *
 * <pre>
 *   0 0 0 0 0 0 0 0   blank      nothing ever began here, or a block covers it
 *   0 0 0 0 0 0 0 1   freed      a block that began here was given back
 *   0 0 0 0 0 0 1 0   claimed    a block that begins here is being freed or resized
 *   0 0 0 0 0 0 1 1   long       a block begins; its length stands in the digits behind
 *   0 0 k k k k k k   order      a block of 2^(k - 4) units begins, k from 4
 *   0 1 n n n n n n   exact      a block of n units begins, n to 63: no power of two, or not aligned to itself
 *   1 d d d d d d d   digit      seven bits of the length of the block that begins before
 * </pre>
 */
final class BlockCode {
    static final byte BLANK = 0;
    static final byte FREED = 1;
    static final byte CLAIMED = 2;
    static final byte LONG = 3;

    /** How many digits stand behind {@link #LONG}, whatever the length: enough for the largest space. */
    static final int DIGITS = 5;

    private static final int FIRST_ORDER = 4;
    private static final int EXACT = 0x40;
    private static final int DIGIT = 0x80;
    private static final int DIGIT_BITS = 7;

    private BlockCode() {}

    static byte ofOrder(int order) {
        return (byte) (FIRST_ORDER + order);
    }

    /** The code of a block of fewer than 64 units that is not an order's. */
    static byte ofExact(int units) {
        return (byte) (EXACT | units);
    }

    /** Seven bits of a length, the lowest first. */
    static byte ofDigit(long units, int digit) {
        return (byte) (DIGIT | units >>> DIGIT_BITS * digit & DIGIT - 1);
    }

    static boolean isDigit(byte code) {
        return code < 0;
    }

    static long digitValue(byte code, int digit) {
        return (code & DIGIT - 1L) << DIGIT_BITS * digit;
    }

    /** Whether a block begins here and is handed out. */
    static boolean isBlock(byte code) {
        return code >= LONG;
    }

    static boolean isOrder(byte code) {
        return code >= FIRST_ORDER && code < EXACT;
    }

    static int order(byte code) {
        return code - FIRST_ORDER;
    }

    /** The units of a block whose code is an order or an exact length. */
    static long units(byte code) {
        return isOrder(code) ? 1L << order(code) : code & EXACT - 1;
    }
}
