package dev.cleave.guard.enclave;

import java.util.random.RandomGenerator;

/**
 * Which page numbers are taken: a bit each. A run goes where it fits best: into the shortest gap
 * that is long enough, and of those the lowest. For one thread at a time; a search looks at each word
 * once.
 */
final class PageRuns {
    /** No run of so many pages is free. */
    static final int NONE = -1;

    private static final int WORD_SHIFT = 6;
    private static final int WORD_BITS = 1 << WORD_SHIFT;

    private final long[] taken;
    private final int pages;
    private int used;

    PageRuns(int pages) {
        this.pages = pages;
        taken = new long[pages + WORD_BITS - 1 >>> WORD_SHIFT];
    }

    static long tableBytes(int pages) {
        return (long) (pages + WORD_BITS - 1 >>> WORD_SHIFT) * Long.BYTES;
    }

    /** Takes a run where it fits best; answers its first page, or {@link #NONE}. */
    int takeBest(int count) {
        int best = NONE;
        int bestLength = Integer.MAX_VALUE;
        for (int gap = nextFree(0); gap < pages && bestLength > count;) {
            int end = nextTaken(gap);
            if (end - gap >= count && end - gap < bestLength) {
                best = gap;
                bestLength = end - gap;
            }
            gap = nextFree(end);
        }
        return best == NONE ? NONE : take(best, count);
    }

    /** Takes a run anywhere, each place as likely as another; answers its first page, or {@link #NONE}. */
    int takeRandom(int count, RandomGenerator random) {
        long places = places(count);
        if (places == 0) {
            return NONE;
        }
        long left = random.nextLong(places);
        int gap = nextFree(0);
        while (true) {
            int end = nextTaken(gap);
            long here = Math.max(0, end - gap - count + 1);
            if (left < here) {
                return take(gap + (int) left, count);
            }
            left -= here;
            gap = nextFree(end);
        }
    }

    /** At how many pages a run of so many could begin. */
    long places(int count) {
        long places = 0;
        for (int gap = nextFree(0); gap < pages;) {
            int end = nextTaken(gap);
            places += Math.max(0, end - gap - count + 1);
            gap = nextFree(end);
        }
        return places;
    }

    /** The longest run that is free. */
    int longest() {
        int longest = 0;
        for (int gap = nextFree(0); gap < pages;) {
            int end = nextTaken(gap);
            longest = Math.max(longest, end - gap);
            gap = nextFree(end);
        }
        return longest;
    }

    private int take(int first, int count) {
        for (int page = first; page < first + count; page++) {
            taken[page >>> WORD_SHIFT] |= 1L << page;
        }
        used += count;
        return first;
    }

    /** Lets others have a run. */
    void free(int first, int count) {
        for (int page = first; page < first + count; page++) {
            taken[page >>> WORD_SHIFT] &= ~(1L << page);
        }
        used -= count;
    }

    int used() {
        return used;
    }

    int free() {
        return pages - used;
    }

    private int nextFree(int from) {
        return next(from, 0);
    }

    private int nextTaken(int from) {
        return next(from, -1L);
    }

    /** The first page from there on that is free; with all bits to flip, the first that is taken. */
    private int next(int from, long flip) {
        if (from >= pages) {
            return pages;
        }
        int word = from >>> WORD_SHIFT;
        long hits = (~taken[word] ^ flip) & -1L << from;
        while (hits == 0) {
            if (++word == taken.length) {
                return pages;
            }
            hits = ~taken[word] ^ flip;
        }
        return Math.min(pages, (word << WORD_SHIFT) + Long.numberOfTrailingZeros(hits));
    }
}
