package dev.cleave.lab.experiment.attack;

import java.util.HashMap;
import java.util.Map;

/**
 * The pages in which an allocator has placed blocks so far: what it has taken of the system at
 * least, if it gives nothing back, and does not tell itself. One thread.
 */
final class PagesTaken {
    static final long PAGE = 4096;

    private static final int PAGE_SHIFT = 12;
    private static final int WORD_SHIFT = 6;

    /** By page number over 64: a bit a page. */
    private final Map<Long, Long> words = new HashMap<>();

    private long pages;

    /** Bytes of all of them. */
    long bytes() {
        return pages << PAGE_SHIFT;
    }

    /** Bytes of pages that a block would add. */
    long missing(long address, long byteSize) {
        long missing = 0;
        for (long word = word(address); word <= word(address + byteSize - 1); word++) {
            missing += Long.bitCount(bits(word, address, byteSize) & ~words.getOrDefault(word, 0L));
        }
        return missing << PAGE_SHIFT;
    }

    /** A block is placed there. */
    void add(long address, long byteSize) {
        pages += missing(address, byteSize) >>> PAGE_SHIFT;
        for (long word = word(address); word <= word(address + byteSize - 1); word++) {
            words.merge(word, bits(word, address, byteSize), (one, other) -> one | other);
        }
    }

    private static long word(long address) {
        return address >>> PAGE_SHIFT + WORD_SHIFT;
    }

    /** The pages of a word in which a block lies. */
    private static long bits(long word, long address, long byteSize) {
        long first = Math.max(address >>> PAGE_SHIFT, word << WORD_SHIFT);
        long last = Math.min(address + byteSize - 1 >>> PAGE_SHIFT, (word + 1 << WORD_SHIFT) - 1);
        return -1L >>> Long.SIZE - 1 - (last - first) << first;
    }
}
