package dev.cleave.lab.bench;

import dev.cleave.lab.device.DeviceLane;

/**
 * Allocates as many buffers as VulkanMemoryAllocator's own benchmark does, then frees them in the
 * same order; an operation is one allocation and its free.
 */
final class DeviceBatchWorker extends Worker {
    /** A third of the ten thousand that the benchmark's pool has room for. */
    static final int BATCH = 3_333;

    private final DeviceLane lane;
    private final int requests;
    private final RandomSource random;
    private final boolean[] served = new boolean[BATCH];

    DeviceBatchWorker(DeviceLane lane, int requests, RandomSource random) {
        this.lane = lane;
        this.requests = requests;
        this.random = random;
    }

    @Override
    long run(int phase, long deadline) {
        long tried = 0;
        long failed = 0;
        do {
            failed += allocateAll();
            freeAll();
            tried += BATCH;
        } while (System.nanoTime() < deadline);
        failed(failed);
        return tried - failed;
    }

    private int allocateAll() {
        int failed = 0;
        for (int slot = 0; slot < BATCH; slot++) {
            served[slot] = lane.allocate(random.below(requests), slot);
            failed += served[slot] ? 0 : 1;
        }
        return failed;
    }

    private void freeAll() {
        for (int slot = 0; slot < BATCH; slot++) {
            if (served[slot]) {
                lane.free(slot);
            }
        }
    }

    @Override
    void finish() {
        lane.close();
    }
}
