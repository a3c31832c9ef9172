package dev.cleave.workshop.llfree;

/**
 * The bits of all frames: eight words, one cache line of the paper's, for each child. Up to order 6 a block is in one
 * word, and one compare-and-set takes it; orders 7 and 8 are two and four whole words, taken one after the other and
 * given back when one of them is lost to another thread.
 */
final class BitFields {
    /** No frame, or no word. */
    static final int NONE = -1;

    /** Words of a child. */
    static final int WORDS = 8;

    private final long[] words;

    /** So many children, all frames from {@code frames} on taken for ever. */
    BitFields(int children, int frames) {
        words = Atomics.longs(children * WORDS);
        for (int word = 0; word < children * WORDS; word++) {
            int inside = Math.clamp(frames - ((long) word << BitWord.ORDER), 0, 64);
            Atomics.setPlain(words, word, inside == 64 ? 0 : BitWord.FULL << inside);
        }
    }

    /** Which word of a child, from {@code start} on and around, has a free run of the order now; or {@link #NONE}. */
    int find(int child, int start, int order) {
        int step = wordsOf(order);
        for (int tried = 0; tried < WORDS; tried += step) {
            int word = (start & -step) + tried & WORDS - 1;
            if (isFree(child * WORDS + word, order)) {
                return word;
            }
        }
        return NONE;
    }

    /** Whether a block of the order is free in this word, or from this word on. */
    boolean isFree(int word, int order) {
        if (order <= BitWord.ORDER) {
            return BitWord.find(Atomics.getAcquire(words, word), order) < 64;
        }
        for (int at = word; at < word + wordsOf(order); at++) {
            if (Atomics.getAcquire(words, at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Takes a run of a child, from its word {@code start} on and around: its first frame, or {@link #NONE}. */
    int take(int child, int start, int order) {
        int step = wordsOf(order);
        for (int tried = 0; tried < WORDS; tried += step) {
            int word = child * WORDS + ((start & -step) + tried & WORDS - 1);
            int bit = order <= BitWord.ORDER ? takeInWord(word, order) : takeWords(word, step);
            if (bit != NONE) {
                return (word << BitWord.ORDER) + bit;
            }
        }
        return NONE;
    }

    /** One compare-and-set; again when it fails, for then another thread got on. */
    private int takeInWord(int word, int order) {
        while (true) {
            long value = Atomics.getAcquire(words, word);
            int bit = BitWord.find(value, order);
            if (bit == 64) {
                return NONE;
            }
            if (Atomics.compareAndSet(words, word, value, value | BitWord.mask(bit, order))) {
                return bit;
            }
        }
    }

    private int takeWords(int first, int count) {
        for (int word = first; word < first + count; word++) {
            if (!Atomics.compareAndSet(words, word, 0, BitWord.FULL)) {
                giveWords(first, word - first);
                return NONE;
            }
        }
        return 0;
    }

    /** Gives back a run that was taken. The caller owns it. */
    void give(int frame, int order) {
        int word = frame >> BitWord.ORDER;
        if (order > BitWord.ORDER) {
            giveWords(word, wordsOf(order));
            return;
        }
        long mask = BitWord.mask(frame & 63, order);
        long value = Atomics.getAcquire(words, word);
        while (!Atomics.compareAndSet(words, word, value, value & ~mask)) {
            value = Atomics.getAcquire(words, word);
        }
    }

    /** A full word that is ours is changed by nobody else: no compare-and-set is needed. */
    private void giveWords(int first, int count) {
        for (int word = first; word < first + count; word++) {
            Atomics.setRelease(words, word, 0);
        }
    }

    /** Whether all bits are set: the fast answer about a full space. */
    boolean areAllTaken() {
        return Atomics.areAllOnes(words);
    }

    /** Whether a frame's bit is set. */
    boolean isTaken(int frame) {
        return (Atomics.getAcquire(words, frame >> BitWord.ORDER) >>> (frame & 63) & 1) != 0;
    }

    /** How many words a block of the order begins, or takes. */
    static int wordsOf(int order) {
        return order <= BitWord.ORDER ? 1 : 1 << order - BitWord.ORDER;
    }

    long byteSize() {
        return Atomics.byteSize(words);
    }
}
