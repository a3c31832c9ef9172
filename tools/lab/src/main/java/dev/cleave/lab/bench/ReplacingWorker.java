package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

/**
 * Keeps blocks alive and replaces a random one again and again; an operation is one replacement.
 */
abstract class ReplacingWorker extends BlockWorker {
    final RandomSource random;
    private final int firstSlot;
    private final long[] blocks;

    /** A worker with so many live blocks, in its hold's slots from this one on. */
    ReplacingWorker(BlockHold allocator, RandomSource random, int live, int firstSlot) {
        super(allocator);
        this.random = random;
        this.firstSlot = firstSlot;
        blocks = new long[live];
    }

    /** The order of the next block that a slot holds. */
    abstract int order(int slot);

    @Override
    final void prepare() {
        for (int slot = 0; slot < blocks.length; slot++) {
            blocks[slot] = allocator.allocate(order(slot), firstSlot + slot);
        }
    }

    @Override
    final long run(int phase, long deadline) {
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
        for (int each = 0; each < CHUNK; each++) {
            int slot = random.below(blocks.length);
            int order = order(slot);
            long old = blocks[slot];
            if (old != NO_BLOCK) {
                allocator.free(old, firstSlot + slot);
            }
            long block = allocator.allocate(order, firstSlot + slot);
            blocks[slot] = block;
            if (block == NO_BLOCK) {
                failed++;
            }
        }
        return failed;
    }

    @Override
    final void finish() {
        for (int slot = 0; slot < blocks.length; slot++) {
            if (blocks[slot] != NO_BLOCK) {
                allocator.free(blocks[slot], firstSlot + slot);
            }
        }
    }
}
