package dev.cleave.histories;

import java.util.function.Predicate;

/**
 * Makes bytes shorter and smaller for as long as they still fail: cuts pieces out, halves first and
 * single bytes last, then lowers what is left.
 *
 * <p>Source: Zeller and Hildebrandt, <em>Simplifying and Isolating Failure-Inducing Input</em>,
 * 2002.
 */
final class Shrinking {
    private final Predicate<byte[]> fails;
    private final int mostRuns;
    private byte[] bytes;
    private int runs;
    private int taken;

    private Shrinking(byte[] bytes, Predicate<byte[]> fails, int mostRuns) {
        this.bytes = bytes;
        this.fails = fails;
        this.mostRuns = mostRuns;
    }

    /**
     * The smallest bytes found that still fail.
     *
     * @param bytes such that fail
     * @param mostRuns so often it is tried whether some fail
     */
    static byte[] of(byte[] bytes, Predicate<byte[]> fails, int mostRuns) {
        Shrinking shrinking = new Shrinking(bytes.clone(), fails, mostRuns);
        int before;
        do {
            before = shrinking.taken;
            shrinking.cut();
            shrinking.lower();
        } while (shrinking.taken != before);
        return shrinking.bytes;
    }

    private void cut() {
        for (int piece = bytes.length; piece >= 1; piece /= 2) {
            int from = 0;
            while (from < bytes.length) {
                if (!take(without(from, Math.min(piece, bytes.length - from)))) {
                    from += piece;
                }
            }
        }
    }

    private byte[] without(int from, int count) {
        byte[] shorter = new byte[bytes.length - count];
        System.arraycopy(bytes, 0, shorter, 0, from);
        System.arraycopy(bytes, from + count, shorter, from, shorter.length - from);
        return shorter;
    }

    private void lower() {
        for (int at = 0; at < bytes.length; at++) {
            int value = Byte.toUnsignedInt(bytes[at]);
            if (value > 0 && !take(with(at, 0))) {
                while (value > 1 && take(with(at, value / 2))) {
                    value /= 2;
                }
                while (value > 1 && take(with(at, value - 1))) {
                    value--;
                }
            }
        }
    }

    private byte[] with(int at, int value) {
        byte[] lower = bytes.clone();
        lower[at] = (byte) value;
        return lower;
    }

    private boolean take(byte[] smaller) {
        if (runs == mostRuns) {
            return false;
        }
        runs++;
        if (!fails.test(smaller)) {
            return false;
        }
        bytes = smaller;
        taken++;
        return true;
    }
}
