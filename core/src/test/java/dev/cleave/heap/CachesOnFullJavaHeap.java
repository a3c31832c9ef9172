package dev.cleave.heap;

import dev.cleave.memory.FullJavaHeap;
import dev.cleave.memory.Pool;

/**
 * Uses object caches in a JVM whose Java heap is full to the last few bytes, a few bytes more in
 * each round, so that each allocation inside a call is the one that fails in some round. Afterwards
 * gives back what it took, closes all, and looks whether anything was lost.
 *
 * <p>Exits with 1 and a line of what was lost, else says that nothing is left.
 */
final class CachesOnFullJavaHeap {
    private static final int OBJECTS = 20;

    /**
     * Rounds in which a few objects fit on the Java heap, more in each, and rounds in which tables
     * do, of 16 KiB.
     */
    private static final int NARROW_ROUNDS = 10;

    private static final int WIDE_ROUNDS = 10;
    private static final int NARROW_BYTES = 64;
    private static final int WIDE_BYTES = 2_000;
    private static final long LEASED_BYTES = 1 << 20;

    private final long[] objects = new long[OBJECTS];
    private final FullJavaHeap javaHeap = FullJavaHeap.toTheLastBytes();
    private int constructed;
    private int destructed;
    private int refusals;

    private CachesOnFullJavaHeap() {}

    public static void main(String[] arguments) {
        CachesOnFullJavaHeap program = new CachesOnFullJavaHeap();
        program.round(0, false);
        program.round(1, false);
        for (int round = 0; round < NARROW_ROUNDS + WIDE_ROUNDS; round++) {
            program.round(round, true);
        }
        if (program.refusals == 0) {
            throw new IllegalStateException("no call met a full Java heap: nothing was tried");
        }
        System.out.println("nothing is left after " + program.refusals + " refusals");
    }

    private void round(int round, boolean full) {
        Pool pool = Pool.builder().capacity(64L << 20).purge(false).build();
        knowLeases(pool);
        Heap heap = Heap.of(pool);
        constructed = 0;
        destructed = 0;
        ObjectCache cache = round % 2 == 0
                ? ObjectCache.builder(heap, 3_000).build()
                : ObjectCache.builder(heap, 3_000).constructor(object -> constructed++)
                        .destructor(object -> destructed++).build();
        try {
            if (full) {
                javaHeap.fill();
                javaHeap.release(room(round));
            }
            take(cache);
            give(cache);
            take(cache);
            give(cache);
        } finally {
            javaHeap.release();
        }
        ObjectCacheUsage usage = cache.usage();
        if (usage.takenObjects() != 0) {
            throw new IllegalStateException("round " + round + ": " + usage);
        }
        cache.close();
        heap.close();
        if (pool.space().freeUnits() != pool.space().units()) {
            throw new IllegalStateException("round " + round + ": " + pool.usage());
        }
        if (destructed > constructed) {
            throw new IllegalStateException("round " + round + ": " + destructed + " of " + constructed);
        }
        pool.close();
    }

    /** The pool's own tables are there: what it does without room for them is not looked at here. */
    private static void knowLeases(Pool pool) {
        long[] leased = new long[(int) (pool.capacity() / LEASED_BYTES)];
        for (int each = 0; each < leased.length; each++) {
            leased[each] = pool.leases().lease(LEASED_BYTES, 1);
        }
        for (long each : leased) {
            pool.leases().giveBack(each);
        }
    }

    private void take(ObjectCache cache) {
        for (int each = 0; each < OBJECTS; each++) {
            try {
                objects[each] = cache.take();
            } catch (OutOfMemoryError full) {
                refusals++;
            }
        }
    }

    /**
     * What is given back is forgotten first: it is back whatever is thrown, as that comes of
     * objects that could not be destructed.
     */
    private void give(ObjectCache cache) {
        for (int each = 0; each < OBJECTS; each++) {
            long given = objects[each];
            objects[each] = 0;
            try {
                cache.give(given);
            } catch (OutOfMemoryError full) {
                refusals++;
            }
        }
        try {
            cache.trim();
        } catch (OutOfMemoryError full) {
            refusals++;
        }
    }

    /** What is left of the Java heap in a round, in bytes. */
    private static long room(int round) {
        return round < NARROW_ROUNDS ? (long) round * NARROW_BYTES : (round - NARROW_ROUNDS + 1L) * WIDE_BYTES;
    }
}
