package dev.cleave.objects;

/**
 * Which of many lists are not empty: a bit each, and a bit for each word of those. The next one
 * from any is found in three reads as a rule. One thread at a time.
 */
final class FilledLists {
    private static final int WORD_SHIFT = 6;
    private static final int WORD = 1 << WORD_SHIFT;

    private final long[] words;
    private final long[] filledWords;

    /** So many lists, all of them empty. */
    FilledLists(int count) {
        words = new long[(count >>> WORD_SHIFT) + 1];
        filledWords = new long[(words.length >>> WORD_SHIFT) + 1];
    }

    void set(int list) {
        set(words, list);
        set(filledWords, list >>> WORD_SHIFT);
    }

    void clear(int list) {
        int word = list >>> WORD_SHIFT;
        words[word] &= ~(1L << list);
        if (words[word] == 0) {
            filledWords[word >>> WORD_SHIFT] &= ~(1L << word);
        }
    }

    /** The first list from one on that is not empty, or -1. */
    int next(int list) {
        int word = list >>> WORD_SHIFT;
        if (word >= words.length) {
            return -1;
        }
        long rest = words[word] & -1L << list;
        if (rest == 0) {
            word = nextIn(filledWords, word + 1);
            if (word < 0) {
                return -1;
            }
            rest = words[word];
        }
        return word << WORD_SHIFT | Long.numberOfTrailingZeros(rest);
    }

    private static int nextIn(long[] bits, int from) {
        for (int word = from >>> WORD_SHIFT; word < bits.length; word++) {
            long rest = word == from >>> WORD_SHIFT ? bits[word] & -1L << from : bits[word];
            if (rest != 0) {
                return word << WORD_SHIFT | Long.numberOfTrailingZeros(rest);
            }
        }
        return -1;
    }

    private static void set(long[] bits, int bit) {
        bits[bit >>> WORD_SHIFT] |= 1L << (bit & WORD - 1);
    }

    /** Bytes on the Java heap. */
    long byteSize() {
        return (long) (words.length + filledWords.length) * Long.BYTES;
    }
}
