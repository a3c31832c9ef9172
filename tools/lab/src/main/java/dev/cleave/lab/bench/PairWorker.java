package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

/** Allocates a block and frees it at once. */
class PairWorker extends BlockWorker {
    private final int order;
    private final int slot;

    /** Pairs of the order, in the slot. */
    PairWorker(BlockHold allocator, int order, int slot) {
        super(allocator);
        this.order = order;
        this.slot = slot;
    }

    @Override
    long run(int phase, long deadline) {
        long tried = 0;
        long failed = 0;
        do {
            failed += chunk();
            tried += CHUNK;
        } while (System.nanoTime() < deadline);
        failed(failed);
        return tried - failed;
    }

    private int chunk() {
        int failed = 0;
        for (int pair = 0; pair < CHUNK; pair++) {
            long block = allocator.allocate(order, slot);
            if (block == NO_BLOCK) {
                failed++;
            } else {
                allocator.free(block, slot);
            }
        }
        return failed;
    }
}
