package dev.cleave.lab.experiment.placement;

import dev.cleave.workshop.contract.BlockAllocator;
import java.util.Arrays;
import java.util.SplittableRandom;

/** One thread's live blocks: raises and lowers their level and churns them, by random choices of its own. */
final class Churner {
    private final BlockAllocator space;
    private final SplittableRandom random;
    private final int orders;
    private long[] blocks = new long[1024];
    private byte[] blockOrders = new byte[1024];
    private int live;
    private long units;
    private long failures;

    /**
     * No blocks yet.
     *
     * @param largestOrder orders are uniform in 0 to this
     */
    Churner(BlockAllocator space, SplittableRandom random, int largestOrder) {
        this.space = space;
        this.random = random;
        orders = largestOrder + 1;
    }

    /** Allocates blocks of random orders until at least so many units are held, or until one cannot be had. */
    void raiseTo(long level) {
        boolean had = true;
        while (units < level && had) {
            had = allocate();
        }
    }

    /** Frees random blocks until at most so many units are held. */
    void lowerTo(long level) {
        while (units > level) {
            freeAny();
        }
    }

    /** Replaces blocks at a level: frees a random one, raises to the level again, and so on. */
    void churn(long level, long replacements) {
        for (long each = 0; each < replacements && live > 0; each++) {
            freeAny();
            raiseTo(level);
        }
    }

    private boolean allocate() {
        int order = random.nextInt(orders);
        long offset = space.allocate(order);
        if (offset == BlockAllocator.NO_BLOCK) {
            failures++;
            return false;
        }
        if (live == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * live);
            blockOrders = Arrays.copyOf(blockOrders, 2 * live);
        }
        blocks[live] = offset;
        blockOrders[live] = (byte) order;
        live++;
        units += 1L << order;
        return true;
    }

    private void freeAny() {
        int chosen = random.nextInt(live);
        space.free(blocks[chosen]);
        units -= 1L << blockOrders[chosen];
        live--;
        blocks[chosen] = blocks[live];
        blockOrders[chosen] = blockOrders[live];
    }

    /** Blocks held. */
    int live() {
        return live;
    }

    /** Units held. */
    long units() {
        return units;
    }

    /** Requests that could not be served. */
    long failures() {
        return failures;
    }
}
