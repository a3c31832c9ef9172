package dev.cleave.lab.experiment.enclave;

import dev.cleave.guard.enclave.EnclavePool;
import dev.cleave.guard.enclave.EnclaveUsage;
import java.util.SplittableRandom;

/**
 * A pool full of small objects, of which one after another is replaced by another of another size.
 * One thread.
 */
final class ReplacedObjects implements AutoCloseable {
    private static final int OBJECTS = 2000;
    private static final int LEAST_BYTES = 8;
    private static final int MOST_BYTES = 800;

    private final EnclavePool pool;
    private final SplittableRandom random;
    private final long[] addresses = new long[OBJECTS];

    /** @param pool which is closed with this */
    ReplacedObjects(EnclavePool pool, long seed) {
        this.pool = pool;
        random = new SplittableRandom(seed);
        for (int each = 0; each < OBJECTS; each++) {
            addresses[each] = pool.allocate(bytes());
        }
    }

    private int bytes() {
        return random.nextInt(LEAST_BYTES, MOST_BYTES + 1);
    }

    /** Replaces so many. */
    void replace(int objects) {
        for (int each = 0; each < objects; each++) {
            int object = random.nextInt(OBJECTS);
            pool.free(addresses[object]);
            addresses[object] = pool.allocate(bytes());
        }
    }

    /**
     * Frees an object and asks for another of its size, so many times: the share of those that took
     * the place of the one before. That is what a use after free counts on.
     */
    double retakenShare(int tries) {
        int retaken = 0;
        for (int each = 0; each < tries; each++) {
            int object = random.nextInt(OBJECTS);
            long freed = addresses[object];
            long size = pool.size(freed);
            pool.free(freed);
            addresses[object] = pool.allocate(size);
            retaken += addresses[object] == freed ? 1 : 0;
        }
        return (double) retaken / tries;
    }

    /**
     * Asks for two objects of a size, so many times: the share of those where the second lay right
     * behind the first. That is what an overflow counts on. The size fills its slot.
     */
    double adjacentShare(int tries) {
        int adjacent = 0;
        for (int each = 0; each < tries; each++) {
            int size = pool.classes().slotBytes(bytes());
            long first = pool.allocate(size);
            long second = pool.allocate(size);
            adjacent += second == first + size ? 1 : 0;
            replace(1);
            pool.free(first);
            pool.free(second);
        }
        return (double) adjacent / tries;
    }

    EnclaveUsage usage() {
        return pool.usage();
    }

    @Override
    public void close() {
        pool.close();
    }
}
