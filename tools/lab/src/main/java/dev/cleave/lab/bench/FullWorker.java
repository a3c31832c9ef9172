package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

/**
 * Asks for what cannot be had: any block of a region that is full of single units, or, fragmented, two adjacent units
 * where every second one is taken. An operation is a request that fails; one that succeeds counts as a failure.
 */
final class FullWorker extends BlockWorker {
    /** Requests between two looks at the clock: fewer than elsewhere, for each may take long. */
    static final int REQUESTS = CHUNK / 10;

    private final int order;
    private final boolean fragmented;
    private final long[] blocks;
    private final int[] slots;
    private final int requestSlot;
    private int held;
    private boolean thinned;

    FullWorker(BlockHold allocator, int order, boolean fragmented, int share) {
        super(allocator);
        this.order = order;
        this.fragmented = fragmented;
        blocks = new long[share];
        slots = new int[share];
        requestSlot = share;
    }

    @Override
    void prepare() {
        for (int slot = 0; slot < blocks.length; slot++) {
            long block = allocator.allocate(0, slot);
            if (block != NO_BLOCK) {
                keep(block, slot);
            }
        }
    }

    private void keep(long block, int slot) {
        blocks[held] = block;
        slots[held] = slot;
        held++;
    }

    /** Every second unit goes only when all workers have filled their shares. */
    @Override
    void before(int phase) {
        if (fragmented && !thinned) {
            thinned = true;
            int before = held;
            held = 0;
            for (int each = 0; each < before; each++) {
                long block = blocks[each];
                if (block % 2 == 0) {
                    keep(block, slots[each]);
                } else {
                    allocator.free(block, slots[each]);
                }
            }
        }
    }

    @Override
    long run(int phase, long deadline) {
        long tried = 0;
        long succeeded = 0;
        do {
            for (int each = 0; each < REQUESTS; each++) {
                long block = allocator.allocate(order, requestSlot);
                if (block != NO_BLOCK) {
                    allocator.free(block, requestSlot);
                    succeeded++;
                }
            }
            tried += REQUESTS;
        } while (System.nanoTime() < deadline);
        failed(succeeded);
        return tried - succeeded;
    }

    @Override
    void finish() {
        for (int each = 0; each < held; each++) {
            allocator.free(blocks[each], slots[each]);
        }
    }
}
