package dev.cleave.gpu;

/**
 * What a place refused since its last free, so that it is not asked again in vain: a hint. A free at
 * the same time may be missed; a thorough look does not ask here. Any thread may call anything.
 */
final class LastRefusal {
    private static final long NONE = Long.MAX_VALUE;

    private volatile long refused = NONE;

    /** Whether so many units, or fewer, were refused. */
    boolean covers(long count) {
        return count >= refused;
    }

    /** So many units, wherever they begin, were not there. */
    void note(long count) {
        refused = count;
    }

    /** Something was freed. */
    void forget() {
        if (refused != NONE) {
            refused = NONE;
        }
    }
}
