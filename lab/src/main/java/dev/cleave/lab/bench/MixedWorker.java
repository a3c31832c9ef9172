package dev.cleave.lab.bench;

import static dev.cleave.lab.peer.BlockHold.NO_BLOCK;

import dev.cleave.lab.peer.BlockHold;

/** Keeps 512 blocks of random orders, or sizes, alive and replaces a random one again and again; an operation is one replacement. */
final class MixedWorker extends BlockWorker {
    /** Live blocks of a thread. */
    static final int LIVE = 512;

    /** Orders of {@code mixed}, uniform in 0 to 6. */
    static final int ORDERS = 7;

    private final RandomSource random;
    private final int orders;
    private final long[] blocks = new long[LIVE];

    /** Replacements of blocks whose orders are uniform below {@code orders}. */
    MixedWorker(BlockHold allocator, RandomSource random, int orders) {
        super(allocator);
        this.random = random;
        this.orders = orders;
    }

    @Override
    void prepare() {
        for (int slot = 0; slot < LIVE; slot++) {
            blocks[slot] = allocator.allocate(random.below(orders), slot);
        }
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
        for (int each = 0; each < CHUNK; each++) {
            int slot = random.below(LIVE);
            int order = random.below(orders);
            long old = blocks[slot];
            if (old != NO_BLOCK) {
                allocator.free(old, slot);
            }
            long block = allocator.allocate(order, slot);
            blocks[slot] = block;
            if (block == NO_BLOCK) {
                failed++;
            }
        }
        return failed;
    }

    @Override
    void finish() {
        for (int slot = 0; slot < LIVE; slot++) {
            if (blocks[slot] != NO_BLOCK) {
                allocator.free(blocks[slot], slot);
            }
        }
    }
}
