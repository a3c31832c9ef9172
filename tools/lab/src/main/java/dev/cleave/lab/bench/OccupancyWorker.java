package dev.cleave.lab.bench;

/**
 * Keeps blocks of five orders alive, 16 of the smallest, 8 of the next, to one of the largest, and
 * again and again frees a random one and takes another of its order; an operation is that. How much
 * is taken never changes.
 */
final class OccupancyWorker extends ReplacingWorker {
    /** Orders in use. */
    static final int CLASSES = 5;

    /** Live blocks of a thread. */
    static final int LIVE = (1 << CLASSES) - 1;

    private final int[] orders = new int[LIVE];

    /** A worker whose smallest blocks are of this order. */
    OccupancyWorker(BlockHold allocator, RandomSource random, int smallest) {
        super(allocator, random, LIVE, 0);
        for (int slot = 0; slot < LIVE; slot++) {
            int doublings = 31 - Integer.numberOfLeadingZeros(slot + 1);
            orders[slot] = smallest + CLASSES - 1 - doublings;
        }
    }

    @Override
    int order(int slot) {
        return orders[slot];
    }
}
