package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

/** Pairs of order 3 in a region filled to 90 % with random orders 0 to 3, of which 5 % of the region was freed again. */
final class CrowdedWorker extends PairWorker {
    /** The order of the pairs. */
    static final int ORDER = 3;

    private static final int ORDERS = ORDER + 1;

    private final RandomSource random;
    private final int share;
    private final long[] blocks;
    private final int[] slots;
    private final byte[] orders;
    private int held;

    /**
     * A worker over its share of the region.
     *
     * @param share in units; it takes slots 0 to share, the last one for the pairs
     */
    CrowdedWorker(BlockHold allocator, RandomSource random, int share) {
        super(allocator, ORDER, share);
        this.random = random;
        this.share = share;
        blocks = new long[share];
        slots = new int[share];
        orders = new byte[share];
    }

    @Override
    void prepare() {
        fillTo(share / 10L * 9);
        random.shuffle(blocks, slots, held);
        free(share / 20L);
    }

    private void fillTo(long wanted) {
        long units = 0;
        while (units < wanted) {
            byte order = (byte) random.below(ORDERS);
            long block = allocator.allocate(order, held);
            if (block == NO_BLOCK) {
                failed(1);
                return;
            }
            blocks[held] = block;
            slots[held] = held;
            orders[held] = order;
            held++;
            units += 1L << order;
        }
    }

    private void free(long wanted) {
        long units = 0;
        while (units < wanted && held > 0) {
            held--;
            allocator.free(blocks[held], slots[held]);
            units += 1L << orders[slots[held]];
        }
    }

    @Override
    void finish() {
        while (held > 0) {
            held--;
            allocator.free(blocks[held], slots[held]);
        }
    }
}
