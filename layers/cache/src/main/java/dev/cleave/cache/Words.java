package dev.cleave.cache;

/**
 * What a word of the index says: the tag of an entry's key above, the entry's place below; 0 for
 * none. The tag is 26 bits of the key's hash. It says where in its stripe's table the word belongs,
 * and tells most other keys apart without a look at their entries.
 */
final class Words {
    static final int TAG_BITS = Long.SIZE - EntryMemory.PLACE_BITS;
    static final int TAGS = 1 << TAG_BITS;

    private static final long PLACE_MASK = (1L << EntryMemory.PLACE_BITS) - 1;

    private Words() {}

    static long of(int tag, long place) {
        return (long) tag << EntryMemory.PLACE_BITS | place;
    }

    static int tag(long word) {
        return (int) (word >>> EntryMemory.PLACE_BITS);
    }

    static long place(long word) {
        return word & PLACE_MASK;
    }

    /** The tag of a key: the low bits of its hash. Stripes are chosen by the high ones. */
    static int tagOf(long hash) {
        return (int) hash & TAGS - 1;
    }

    /** Where a tag belongs in a table of so many homes: larger tags not before smaller ones. */
    static int home(int tag, int homes) {
        return (int) ((long) tag * homes >>> TAG_BITS);
    }
}
