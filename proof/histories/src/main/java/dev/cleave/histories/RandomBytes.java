package dev.cleave.histories;

import java.util.SplittableRandom;

/**
 * Bytes of a seed. Now and then a few of them are all zero or all ones, as the first and the last
 * of a range are where faults like to be.
 */
final class RandomBytes {
    private static final int EDGES = 16;
    private static final int LONGEST_EDGE = 4;

    private RandomBytes() {}

    /** Up to so many bytes; as a rule about that many, now and then few. */
    static byte[] of(long seed, int most) {
        SplittableRandom random = new SplittableRandom(seed);
        int length = random.nextInt(4) == 0 ? random.nextInt(most + 1) : most - random.nextInt(most / 8 + 1);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int at = 0; at < length; at++) {
            if (random.nextInt(EDGES) == 0) {
                byte edge = (byte) -random.nextInt(2);
                int end = Math.min(length, at + 1 + random.nextInt(LONGEST_EDGE));
                while (at < end) {
                    bytes[at++] = edge;
                }
            }
        }
        return bytes;
    }
}
