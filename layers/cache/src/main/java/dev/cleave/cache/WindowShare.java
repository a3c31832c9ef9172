package dev.cleave.cache;

import java.util.concurrent.atomic.LongAdder;

/**
 * How large a share the window should have: by hill climbing, as Einziger, Eytan, Friedman and Manes,
 * <i>Adaptive Software Cache Management</i> (Middleware 2018). After each sample of accesses it goes on
 * the way that it went if the hit rate rose, and back if not.
 */
final class WindowShare {
    private static final double FIRST = 0.05;
    private static final double LEAST = 0.01;
    private static final double MOST = 0.8;
    private static final double STEP = 0.03;
    private static final double DECAY = 0.98;
    private static final double RESTART = 0.05;
    private static final int ACCESSES_PER_ENTRY = 10;

    private double share = FIRST;
    private double step = -STEP;
    private double before;
    private final LongAdder hits;
    private long hitsBefore;
    private long misses;

    /** @param hits so many reads found an entry */
    WindowShare(LongAdder hits) {
        this.hits = hits;
    }

    double share() {
        return share;
    }

    /** From now on what comes and what is read counts. */
    void begin() {
        hitsBefore = hits.sum();
        misses = 0;
    }

    /** A newcomer: so a sample may end. Answers whether it did, and the share is another one. */
    boolean miss(long entries) {
        misses++;
        long found = hits.sum() - hitsBefore;
        if (found + misses < ACCESSES_PER_ENTRY * entries) {
            return false;
        }
        climb((double) found / (found + misses));
        begin();
        return true;
    }

    private void climb(double rate) {
        double change = rate - before;
        double amount = change >= 0 ? step : -step;
        share = Math.clamp(share + amount, LEAST, MOST);
        step = Math.abs(change) >= RESTART ? Math.copySign(STEP, amount) : DECAY * amount;
        before = rate;
    }
}
