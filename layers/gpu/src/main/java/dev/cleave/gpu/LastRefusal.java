package dev.cleave.gpu;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a place refused since its last free, so that it is not asked again in vain: a hint. A free at
 * the same time may be missed; a thorough look does not ask here. Any thread may call anything.
 */
final class LastRefusal {
    private static final long NONE = Long.MAX_VALUE;

    /** The alignment of a refused request stands below its count. */
    private static final int COUNT_SHIFT = 6;

    private static final long ALIGNMENT = (1L << COUNT_SHIFT) - 1;

    private final AtomicLong anywhere = new AtomicLong(NONE);
    private final AtomicLong aligned = new AtomicLong(NONE);

    /** Whether so many units, or fewer, as aligned or less, were refused. */
    boolean covers(long count, int alignment) {
        long refused = aligned.getOpaque();
        return count >= anywhere.getOpaque() || count >= refused >>> COUNT_SHIFT && alignment >= (refused & ALIGNMENT);
    }

    /** So many units, from a multiple of 2<sup>alignment</sup> on, were not there. */
    void note(long count, int alignment) {
        if (alignment == 0) {
            anywhere.setOpaque(count);
        } else {
            aligned.setOpaque(count << COUNT_SHIFT | alignment);
        }
    }

    /** Something was freed. */
    void forget() {
        forget(anywhere);
        forget(aligned);
    }

    private static void forget(AtomicLong refusal) {
        if (refusal.getOpaque() != NONE) {
            refusal.setOpaque(NONE);
        }
    }
}
