package dev.cleave.histories;

import java.util.Arrays;

/**
 * Bytes that are like good ones, and as a rule not good: a few of them changed, cut out, repeated
 * or put in, as a history says. What reads them meets faults in the midst of what is right.
 */
public final class MutatedBytes {
    private static final int MOST_STEPS = 8;
    private static final int LONGEST_PIECE = 16;

    private MutatedBytes() {}

    /** A change of some bytes. */
    private enum Change {
        SET, FLIP, CUT, REPEAT, PUT_IN, END
    }

    /** Changes until the history ends, and eight times at most; a history of no bytes changes nothing. */
    public static byte[] of(ByteHistory history, byte[] good) {
        byte[] bytes = good.clone();
        for (int step = 0; step < MOST_STEPS && history.hasMore() && bytes.length > 0; step++) {
            Change change = history.oneOf(Change.values());
            int from = history.below(bytes.length);
            history.tell(change + " at " + from);
            bytes = changed(bytes, change, from, history);
        }
        return bytes;
    }

    private static byte[] changed(byte[] bytes, Change change, int from, ByteHistory history) {
        return switch (change) {
            case SET -> with(bytes, from, history.below(256));
            case FLIP -> with(bytes, from, bytes[from] ^ 1 << history.below(Byte.SIZE));
            case CUT -> replaced(bytes, from, piece(bytes, from, history), new byte[0]);
            case REPEAT -> replaced(bytes, from, 0,
                    Arrays.copyOfRange(bytes, from, from + piece(bytes, from, history)));
            case PUT_IN -> replaced(bytes, from, 0, any(history));
            case END -> Arrays.copyOf(bytes, from);
        };
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static int piece(byte[] bytes, int from, ByteHistory history) {
        return Math.min(bytes.length - from, 1 + history.below(LONGEST_PIECE));
    }

    private static byte[] any(ByteHistory history) {
        byte[] bytes = new byte[1 + history.below(LONGEST_PIECE)];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) history.below(256);
        }
        return bytes;
    }

    private static byte[] replaced(byte[] bytes, int from, int count, byte[] by) {
        byte[] changed = new byte[bytes.length - count + by.length];
        System.arraycopy(bytes, 0, changed, 0, from);
        System.arraycopy(by, 0, changed, from, by.length);
        System.arraycopy(bytes, from + count, changed, from + by.length, bytes.length - from - count);
        return changed;
    }
}
