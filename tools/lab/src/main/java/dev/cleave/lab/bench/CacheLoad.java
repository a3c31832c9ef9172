package dev.cleave.lab.bench;

import java.util.stream.LongStream;

/**
 * What a cache is asked for.
 *
 * @param readPercent how many of a hundred operations read
 * @param sizes of the values, by key
 * @param keys how many there are: all of them fit
 */
@SuppressWarnings("ArrayRecordComponent") // made once, and written by nobody
record CacheLoad(int readPercent, long[] sizes, int keys) {
    /** The most keys. */
    static final int MOST_KEYS = 1 << 20;

    /** What an entry costs beside its value, at most, by any of the caches. */
    private static final int BESIDE = 128;

    /** So many keys that they take half of the bytes at most. */
    static CacheLoad of(int readPercent, long[] sizes, long mostBytes) {
        double mean = LongStream.of(sizes).average().orElseThrow();
        return new CacheLoad(readPercent, sizes,
                (int) Math.max(2, Math.min(MOST_KEYS, mostBytes / (2 * (mean + BESIDE)))));
    }

    /** Bytes of a key's value. */
    int bytesOf(int key) {
        return (int) sizes[key % sizes.length];
    }
}
