package dev.cleave.plan;

import java.util.Arrays;

/**
 * Where in a cycle of sizes a few sizes follow one another: a table from the hash of
 * {@link #LENGTH} adjacent sizes to the positions after them. The cycle closes: the last sizes are
 * followed by the first.
 *
 * <p>Immutable. 12 bytes a position at most. Cost of a question: constant, as no more than
 * {@link #MOST_CANDIDATES} positions are looked at.
 */
final class SizeIndex {
    /** How many sizes in a row tell a place. */
    static final int LENGTH = 4;

    /** What is asked for where no position is known. */
    static final int NOWHERE = -1;

    private static final int MOST_CANDIDATES = 64;

    private final Lifetimes lifetimes;
    private final int[] heads;
    private final int[] nexts;

    SizeIndex(Lifetimes lifetimes) {
        this.lifetimes = lifetimes;
        int count = lifetimes.count();
        heads = new int[Integer.highestOneBit(Math.max(1, count)) * 2];
        nexts = new int[count];
        Arrays.fill(heads, NOWHERE);
        long[] sizes = new long[LENGTH];
        for (int position = count - 1; position >= 0; position--) {
            for (int back = 0; back < LENGTH; back++) {
                sizes[LENGTH - 1 - back] = lifetimes.bytes(Math.floorMod(position - 1 - back, count));
            }
            int slot = slot(sizes);
            nexts[position] = heads[slot];
            heads[slot] = position;
        }
    }

    private int slot(long[] sizes) {
        long hash = 0;
        for (long size : sizes) {
            hash = (hash ^ size) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) hash & heads.length - 1;
    }

    /**
     * The position that follows these sizes, the nearest at or after another one; {@link #NOWHERE}
     * where they do not follow one another anywhere.
     *
     * @param sizes the last {@link #LENGTH}, the latest last
     */
    int after(long[] sizes, int from) {
        int count = lifetimes.count();
        int nearest = NOWHERE;
        int distance = Integer.MAX_VALUE;
        int candidates = 0;
        for (int position = heads[slot(sizes)]; position != NOWHERE && candidates < MOST_CANDIDATES; position =
                nexts[position]) {
            int ahead = Math.floorMod(position - from, count);
            if (ahead < distance && follows(sizes, position)) {
                nearest = position;
                distance = ahead;
            }
            candidates++;
        }
        return nearest;
    }

    private boolean follows(long[] sizes, int position) {
        for (int back = 0; back < LENGTH; back++) {
            if (sizes[LENGTH - 1 - back] != lifetimes.bytes(Math.floorMod(position - 1 - back, lifetimes.count()))) {
                return false;
            }
        }
        return true;
    }

    long metadataBytes() {
        return ((long) heads.length + nexts.length) * Integer.BYTES;
    }
}
