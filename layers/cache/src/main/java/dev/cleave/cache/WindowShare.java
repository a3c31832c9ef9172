package dev.cleave.cache;

/**
 * How large a share the window should have: by hill climbing, as Einziger, Eytan, Friedman and Manes,
 * <i>Adaptive Software Cache Management</i> (Middleware 2018). After each sample of accesses it goes on
 * the way that it went if the hit rate rose, and back if not.
 */
final class WindowShare {
    private static final double FIRST = 0.01;
    private static final double MOST = 0.8;
    private static final double STEP = 0.0625;
    private static final double DECAY = 0.98;
    private static final double RESTART = 0.05;
    private static final int ACCESSES_PER_ENTRY = 10;

    private double share = FIRST;
    private double step = -STEP;
    private double before;
    private long hits;
    private long misses;

    double share() {
        return share;
    }

    void hit() {
        hits++;
    }

    /** A newcomer: so a sample may end. Answers whether it did, and the share is another one. */
    boolean miss(long entries) {
        misses++;
        if (hits + misses >= ACCESSES_PER_ENTRY * entries) {
            climb();
            return true;
        }
        return false;
    }

    private void climb() {
        double rate = (double) hits / (hits + misses);
        double change = rate - before;
        double amount = change >= 0 ? step : -step;
        share = Math.clamp(share + amount, 0.0, MOST);
        step = Math.abs(change) >= RESTART ? Math.copySign(STEP, amount) : DECAY * amount;
        before = rate;
        hits = 0;
        misses = 0;
    }
}
