package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

/** Allocates so many blocks, then frees them in the same order; an operation is one allocation and its free. */
final class BatchWorker extends BlockWorker {
    /** Blocks of a batch of {@code batch}. */
    static final int BATCH = 1_000;

    /** Blocks of the batches of all threads of {@code threadtest} together. */
    static final int THREADTEST = 10_000;

    private final int order;
    private final long[] blocks;

    /** Batches of so many blocks of the order. */
    BatchWorker(BlockHold allocator, int order, int length) {
        super(allocator);
        this.order = order;
        blocks = new long[length];
    }

    @Override
    long run(int phase, long deadline) {
        long tried = 0;
        long failed = 0;
        do {
            failed += allocateAll();
            freeAll();
            tried += blocks.length;
        } while (System.nanoTime() < deadline);
        failed(failed);
        return tried - failed;
    }

    private int allocateAll() {
        int failed = 0;
        for (int each = 0; each < blocks.length; each++) {
            long block = allocator.allocate(order, each);
            blocks[each] = block;
            if (block == NO_BLOCK) {
                failed++;
            }
        }
        return failed;
    }

    private void freeAll() {
        for (int each = 0; each < blocks.length; each++) {
            if (blocks[each] != NO_BLOCK) {
                allocator.free(blocks[each], each);
            }
        }
    }
}
