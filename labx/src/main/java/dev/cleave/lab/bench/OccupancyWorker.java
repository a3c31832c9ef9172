package dev.cleave.lab.bench;

import static dev.cleave.lab.peer.BlockHold.NO_BLOCK;

import dev.cleave.lab.peer.BlockHold;
import java.util.Arrays;

/**
 * Keeps blocks of five orders alive, 16 of the smallest, 8 of the next, to one of the largest, and again and again frees a
 * random one and takes another of its order; an operation is that. How much is taken never changes.
 */
final class OccupancyWorker extends BlockWorker {
    /** Orders in use. */
    static final int CLASSES = 5;

    /** Live blocks of a thread. */
    static final int LIVE = (1 << CLASSES) - 1;

    private final RandomSource random;
    private final int[] orders = new int[LIVE];
    private final long[] blocks = new long[LIVE];

    /** A worker whose smallest blocks are of this order. */
    OccupancyWorker(BlockHold allocator, RandomSource random, int smallest) {
        super(allocator);
        this.random = random;
        for (int slot = 0; slot < LIVE; slot++) {
            int doublings = 31 - Integer.numberOfLeadingZeros(slot + 1);
            orders[slot] = smallest + CLASSES - 1 - doublings;
        }
        Arrays.fill(blocks, NO_BLOCK);
    }

    @Override
    void prepare() {
        for (int slot = 0; slot < LIVE; slot++) {
            blocks[slot] = allocator.allocate(orders[slot], slot);
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
            long old = blocks[slot];
            if (old != NO_BLOCK) {
                allocator.free(old, slot);
            }
            long block = allocator.allocate(orders[slot], slot);
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
