package dev.cleave.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The units of a region that still hold what a file held when it was opened: one bit each, set at first, cleared when the
 * unit is handed out and never set again. The purge drops no kept unit. The words are shared by neighbours, hence the
 * atomics; who must see what is as in {@link FrameMap}.
 */
final class KeptUnits {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;

    KeptUnits(long units) {
        words = new long[Math.toIntExact((units + 63) >>> 6)];
        for (long first = 0; first < units; first += 64) {
            words[(int) (first >>> 6)] = mask((int) (first >>> 6), first, Math.min(first + 63, units - 1));
        }
    }

    /** Hands units out: they are kept no longer; answers whether any of them was. */
    boolean release(long first, long count) {
        long last = first + count - 1;
        long kept = 0;
        for (int word = (int) (first >>> 6); word <= (int) (last >>> 6); word++) {
            long mask = mask(word, first, last);
            if (((long) WORD.getOpaque(words, word) & mask) != 0) {
                kept |= (long) WORD.getAndBitwiseAnd(words, word, ~mask) & mask;
            }
        }
        return kept != 0;
    }

    /** Whether any of the units is kept. */
    boolean any(long first, long count) {
        long last = first + count - 1;
        for (int word = (int) (first >>> 6); word <= (int) (last >>> 6); word++) {
            if (((long) WORD.getOpaque(words, word) & mask(word, first, last)) != 0) {
                return true;
            }
        }
        return false;
    }

    /** How many units are kept: an estimate while others run. */
    long count() {
        long count = 0;
        for (int word = 0; word < words.length; word++) {
            count += Long.bitCount((long) WORD.getOpaque(words, word));
        }
        return count;
    }

    /** Bytes of metadata. */
    long byteSize() {
        return (long) words.length << 3;
    }

    private static long mask(int word, long first, long last) {
        long mask = word == (int) (first >>> 6) ? -1L << first : -1L;
        return word == (int) (last >>> 6) ? mask & -1L >>> ~last : mask;
    }
}
