package dev.cleave.tiers.durable;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Slots whose objects have shown the right checksum since the heap was opened, a bit each: bytes are
 * compared with their checksum when they are first used. Any thread may call.
 */
final class SeenObjects {
    private static final int CHUNK_WORDS = Index.CHUNK_SLOTS / Long.SIZE;
    private static final int WORD_SHIFT = Integer.numberOfTrailingZeros(Long.SIZE);

    private volatile AtomicLongArray[] chunks = {};

    boolean has(int number) {
        AtomicLongArray[] present = chunks;
        int chunk = number / Index.CHUNK_SLOTS;
        return chunk < present.length && (present[chunk].get(word(number)) & 1L << number) != 0;
    }

    void add(int number) {
        int chunk = number / Index.CHUNK_SLOTS;
        while (chunk >= chunks.length) {
            extend(chunk + 1);
        }
        chunks[chunk].getAndAccumulate(word(number), 1L << number, (had, more) -> had | more);
    }

    private synchronized void extend(int length) {
        int had = chunks.length;
        if (had >= length) {
            return;
        }
        AtomicLongArray[] more = Arrays.copyOf(chunks, Math.max(length, had + (had >> 1)));
        for (int each = had; each < more.length; each++) {
            more[each] = new AtomicLongArray(CHUNK_WORDS);
        }
        chunks = more;
    }

    private static int word(int number) {
        return number % Index.CHUNK_SLOTS >>> WORD_SHIFT;
    }
}
