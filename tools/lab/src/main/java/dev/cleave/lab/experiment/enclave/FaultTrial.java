package dev.cleave.lab.experiment.enclave;

import dev.cleave.guard.enclave.EnclavePool;
import dev.cleave.guard.enclave.EnclaveUsage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a fault of a whole pool takes: a page is read that is outside, so that one leaves and one
 * comes, versions, the search for a victim and the lock with it.
 */
final class FaultTrial {
    private static final int PAGE_BYTES = 4096;
    private static final int SLICES = 200;
    private static final int SLICE = 100;

    private FaultTrial() {}

    /**
     * What was found.
     *
     * @param nanos of a fault: the least of several slices
     * @param waste the share of what live objects hold that they did not ask for
     * @param evictions pages that left, of all slices
     * @param loads pages that came
     */
    record Outcome(double nanos, double waste, long evictions, long loads) {}

    /** Reads a word each of twice as many pages as the budget has, in turns. */
    static Outcome run(long budget) {
        long capacity = 4 * budget;
        try (Arena untrusted = Arena.ofShared();
                EnclavePool pool = EnclavePool.builder()
                        .reserved(Math.max(budget, 128L << 20))
                        .usable(budget)
                        .capacity(capacity)
                        .outside(untrusted.allocate(EnclavePool.outsideBytes(capacity)))
                        .key(() -> new byte[32]) // nobody has to be kept out of an experiment
                        .build()) {
            long[] pages = new long[(int) (2 * budget / PAGE_BYTES)];
            MemorySegment word = MemorySegment.ofArray(new byte[Long.BYTES]);
            for (int page = 0; page < pages.length; page++) {
                pages[page] = pool.allocate(PAGE_BYTES);
                pool.write(pages[page], 0, word);
            }
            double least = Double.POSITIVE_INFINITY;
            int at = 0;
            for (int slice = 0; slice < SLICES; slice++) {
                long loadsBefore = pool.usage().loads();
                long start = System.nanoTime();
                for (int each = 0; each < SLICE; each++) {
                    pool.read(pages[at], 0, word);
                    at = (at + 1) % pages.length;
                }
                long nanos = System.nanoTime() - start;
                least = Math.min(least, (double) nanos / (pool.usage().loads() - loadsBefore));
            }
            EnclaveUsage usage = pool.usage();
            return new Outcome(least, usage.wasteShare(), usage.evictions(), usage.loads());
        }
    }
}
