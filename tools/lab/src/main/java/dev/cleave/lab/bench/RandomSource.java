package dev.cleave.lab.bench;

/** A xorshift generator (Marsaglia 2003): about a nanosecond a number, good enough to choose blocks and orders by. */
final class RandomSource {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /** The state lies in the middle of an array of its own, cache lines away from what other threads use. */
    private static final int WORDS = 64;

    private static final int STATE = WORDS / 2;

    private final long[] words = new long[WORDS];

    /** A generator of its own for each seed and thread. */
    RandomSource(long seed, int thread) {
        long mixed = (seed + 1) * GOLDEN_RATIO + thread * 0xBF58476D1CE4E5B9L;
        mixed ^= mixed >>> 31;
        words[STATE] = mixed == 0 ? GOLDEN_RATIO : mixed;
    }

    /** A number from 0 to bound - 1. */
    int below(int bound) {
        long state = words[STATE];
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        words[STATE] = state;
        return (int) ((state >>> 32) * bound >>> 32);
    }

    /** Brings handles, and the slots that go with them, into random order. */
    void shuffle(long[] handles, int[] slots, int count) {
        for (int last = count - 1; last > 0; last--) {
            int other = below(last + 1);
            long handle = handles[last];
            handles[last] = handles[other];
            handles[other] = handle;
            int slot = slots[last];
            slots[last] = slots[other];
            slots[other] = slot;
        }
    }
}
