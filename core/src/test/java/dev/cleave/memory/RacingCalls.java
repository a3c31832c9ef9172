package dev.cleave.memory;

import java.util.concurrent.CyclicBarrier;

/**
 * Calls of threads that start together, one of which closes the pool: each says whether it came
 * first.
 */
final class RacingCalls {
    private RacingCalls() {}

    /** A leased block's address; 0 where the pool was closed before. */
    static long leaseUnlessClosed(Pool pool, CyclicBarrier start) throws Exception {
        start.await();
        try {
            return pool.leases().lease(100, 1);
        } catch (IllegalStateException closed) {
            return 0;
        }
    }

    /** Whether the pool could be closed; not where a block was served before. */
    static boolean closeUnlessServed(Pool pool, CyclicBarrier start) throws Exception {
        start.await();
        try {
            pool.close();
            return true;
        } catch (IllegalStateException served) {
            return false;
        }
    }
}
