package dev.cleave.cache;

/** What entries are made of. */
record EntrySettings<K, V>(Codec<K> keys, Codec<V> values, int stripes, long seed) {
    private static final int MOST_STRIPES = 1 << 16;

    EntrySettings {
        requireStripes(stripes);
    }

    static int requireStripes(int stripes) {
        if (stripes < 1 || stripes > MOST_STRIPES || Integer.bitCount(stripes) != 1) {
            throw new IllegalArgumentException(
                    stripes + " stripes: allowed are powers of two from 1 to " + MOST_STRIPES);
        }
        return stripes;
    }
}
