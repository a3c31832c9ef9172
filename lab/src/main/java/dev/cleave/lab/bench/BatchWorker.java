package dev.cleave.lab.bench;

import static dev.cleave.lab.peer.BlockAllocator.NO_BLOCK;

import dev.cleave.lab.peer.BlockAllocator;

/** Allocates a thousand blocks, then frees them in the same order; an operation is one allocation and its free. */
final class BatchWorker extends BlockWorker {
    /** Blocks of a batch. */
    static final int BATCH = 1_000;

    private final int order;
    private final long[] blocks = new long[BATCH];

    BatchWorker(BlockAllocator allocator, int order) {
        super(allocator);
        this.order = order;
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
        for (int each = 0; each < BATCH; each++) {
            long block = allocator.allocate(order, each);
            blocks[each] = block;
            if (block == NO_BLOCK) {
                failed++;
            }
        }
        return failed;
    }

    private void freeAll() {
        for (int each = 0; each < BATCH; each++) {
            if (blocks[each] != NO_BLOCK) {
                allocator.free(blocks[each], each);
            }
        }
    }
}
