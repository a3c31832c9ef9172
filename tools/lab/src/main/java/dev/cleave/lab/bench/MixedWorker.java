package dev.cleave.lab.bench;

/**
 * Keeps blocks of random orders, or sizes, alive and replaces a random one again and again; an
 * operation is one replacement.
 */
final class MixedWorker extends ReplacingWorker {
    /** Live blocks of a thread in {@code mixed}. */
    static final int LIVE = 512;

    /** Orders of {@code mixed}, uniform in 0 to 6. */
    static final int ORDERS = 7;

    private final int orders;

    /** Replacements among so many blocks, whose orders are uniform below {@code orders}. */
    MixedWorker(BlockHold allocator, RandomSource random, int live, int orders) {
        this(allocator, random, live, orders, 0);
    }

    /** The same, in the hold's slots from this one on. */
    MixedWorker(BlockHold allocator, RandomSource random, int live, int orders, int firstSlot) {
        super(allocator, random, live, firstSlot);
        this.orders = orders;
    }

    @Override
    int order(int slot) {
        return random.below(orders);
    }
}
