package dev.cleave.buddy;

/**
 * Words of 64 bits, born as zeros, and the only door to them: the tree, the hints, the stripes'
 * lanes. Beside it only {@link OrderMap} and {@link Stacks} touch an atomic in this package.
 *
 * <p>The memory order stands in each method's name; what is called plainly {@code get} or
 * {@code compareAndSet} is volatile, that is, sequentially consistent among all its like.
 */
abstract class Metadata {
    /**
     * Reads in the one total order of all volatile accesses: who reads a hint after changing a
     * truth needs this.
     */
    abstract long get(int word);

    /** Reads so that what the writer of this value wrote before its release is seen. */
    abstract long getAcquire(int word);

    /** Writes in the one total order of all volatile accesses. */
    abstract void set(int word, long value);

    /** Writes so that who acquires this value sees all that was written before. */
    abstract void setRelease(int word, long value);

    abstract boolean compareAndSet(int word, long expected, long value);

    abstract long getAndAdd(int word, long delta);

    /**
     * Sets bits, without a write when all of them are set already, and answers what the word was
     * before.
     */
    final long setBits(int word, long bits) {
        long seen = get(word);
        while ((seen & bits) != bits && !compareAndSet(word, seen, seen | bits)) {
            seen = get(word);
        }
        return seen;
    }

    /**
     * Clears bits, without a write when none of them is set, and answers what the word was before.
     */
    final long clearBits(int word, long bits) {
        long seen = get(word);
        while ((seen & bits) != 0 && !compareAndSet(word, seen, seen & ~bits)) {
            seen = get(word);
        }
        return seen;
    }

    /** Bytes that the words take. */
    abstract long byteSize();
}
