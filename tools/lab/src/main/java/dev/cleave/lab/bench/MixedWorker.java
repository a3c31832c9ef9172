package dev.cleave.lab.bench;

/** Keeps 512 blocks of random orders, or sizes, alive and replaces a random one again and again; an operation is one replacement. */
final class MixedWorker extends ReplacingWorker {
    /** Live blocks of a thread. */
    static final int LIVE = 512;

    /** Orders of {@code mixed}, uniform in 0 to 6. */
    static final int ORDERS = 7;

    private final int orders;

    /** Replacements of blocks whose orders are uniform below {@code orders}. */
    MixedWorker(BlockHold allocator, RandomSource random, int orders) {
        super(allocator, random, LIVE);
        this.orders = orders;
    }

    @Override
    int order(int slot) {
        return random.below(orders);
    }
}
