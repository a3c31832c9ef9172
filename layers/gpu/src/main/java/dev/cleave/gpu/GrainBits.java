package dev.cleave.gpu;

import dev.cleave.buddy.FreeRunVisitor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which grains of a block are free: a bit each, a set one is free. All atomic operations of a {@link
 * GrainSpace} stand here.
 *
 * <p>Any thread may call anything. A range inside one word is taken in one step; a longer one word by
 * word, and what was taken is given back where a later word is not free. Whoever saw nothing free
 * asks {@link #sawAll} whether somebody had grains in hand meanwhile that were given back so.
 */
final class GrainBits {
    private static final int WORD_SHIFT = 6;
    private static final int WORD = 1 << WORD_SHIFT;
    private static final long ALL = -1L;

    private final int count;
    private final AtomicLongArray words;
    /** Ranges that are being taken word by word. */
    private final AtomicInteger underWay = new AtomicInteger();
    /** How often one of those was given back; it only grows. */
    private final AtomicInteger givenUp = new AtomicInteger();

    /** So many grains, all free. */
    GrainBits(int count) {
        this.count = count;
        words = new AtomicLongArray(count + WORD - 1 >>> WORD_SHIFT);
        for (int word = 0; word < words.length(); word++) {
            words.setPlain(word, inWord(word, 0, count));
        }
    }

    int count() {
        return count;
    }

    /** The grains of a word that lie in a range, as bits; the two overlap. */
    private static long inWord(int word, int from, int end) {
        int first = Math.max(from, word << WORD_SHIFT);
        int last = Math.min(end, word + 1 << WORD_SHIFT);
        return ALL >>> WORD - (last - first) << first;
    }

    // ----------------------------------------------------------------------------------------------------- take and give

    /** Takes a range if all of it is free. */
    boolean take(int from, int length) {
        int end = from + length;
        int first = from >>> WORD_SHIFT;
        int last = end - 1 >>> WORD_SHIFT;
        return first == last
                ? takeInWord(first, inWord(first, from, end))
                : takeWordByWord(from, end, first, last);
    }

    private boolean takeWordByWord(int from, int end, int first, int last) {
        underWay.getAndIncrement();
        int word = first;
        while (word <= last && takeInWord(word, inWord(word, from, end))) {
            word++;
        }
        boolean taken = word > last;
        if (!taken) {
            while (--word >= first) {
                giveInWord(word, inWord(word, from, end));
            }
            givenUp.getAndIncrement();
        }
        underWay.getAndDecrement();
        return taken;
    }

    /** Tries again only where another thread has just changed the word. */
    private boolean takeInWord(int word, long grains) {
        long free = words.getAcquire(word);
        while ((free & grains) == grains) {
            long found = words.compareAndExchange(word, free, free & ~grains);
            if (found == free) {
                return true;
            }
            free = found;
        }
        return false;
    }

    /** Gives a range back that the caller has taken. */
    void give(int from, int length) {
        int end = from + length;
        for (int word = from >>> WORD_SHIFT; word <= end - 1 >>> WORD_SHIFT; word++) {
            giveInWord(word, inWord(word, from, end));
        }
    }

    /** A word that is the caller's as a whole is written by nobody else; and taken bits are zeros, so to add sets them. */
    private void giveInWord(int word, long grains) {
        if (grains == ALL) {
            words.setRelease(word, ALL);
        } else {
            words.getAndAdd(word, grains);
        }
    }

    // -------------------------------------------------------------------------------------------------------------- look

    /** A mark to ask {@link #sawAll} with. */
    int beginLook() {
        return givenUp.get();
    }

    /**
     * Whether all that is free could be seen since a mark was made; false where another thread has
     * grains in hand that it may give back, or gave some back meanwhile.
     */
    boolean sawAll(int mark) {
        return underWay.get() == 0 && givenUp.get() == mark;
    }

    /** Where the free run begins that ends before a grain: that grain itself where the one before is taken. */
    int runBegin(int grain) {
        int at = grain;
        while (at > 0) {
            int word = at - 1 >>> WORD_SHIFT;
            int inside = at - (word << WORD_SHIFT);
            int run = Long.numberOfLeadingZeros(~(words.getAcquire(word) << WORD - inside));
            if (run < inside) {
                return at - run;
            }
            at -= inside;
        }
        return 0;
    }

    /** Where the free run ends that begins at a grain: at that grain itself where it is taken. */
    int runEnd(int grain) {
        int at = grain;
        while (at < count) {
            int word = at >>> WORD_SHIFT;
            int inside = WORD - (at & WORD - 1);
            int run = Long.numberOfTrailingZeros(~(words.getAcquire(word) >>> at));
            if (run < inside) {
                return at + run;
            }
            at += inside;
        }
        return count;
    }

    /** Visits each run of free grains, the lowest first. Cost: a read for each 64 grains. */
    void forEachRun(FreeRunVisitor visitor) {
        int begin = nextFree(0);
        while (begin < count) {
            int end = runEnd(begin);
            if (end > begin) {
                visitor.run(begin, end - begin);
            }
            begin = nextFree(Math.max(end, begin + 1));
        }
    }

    /** The next free grain from one on; the count where there is none. */
    private int nextFree(int grain) {
        int at = grain;
        while (at < count) {
            long free = words.getAcquire(at >>> WORD_SHIFT) >>> at;
            if (free != 0) {
                return at + Long.numberOfTrailingZeros(free);
            }
            at = (at | WORD - 1) + 1;
        }
        return count;
    }

    long free() {
        long free = 0;
        for (int word = 0; word < words.length(); word++) {
            free += Long.bitCount(words.getAcquire(word));
        }
        return free;
    }
}
