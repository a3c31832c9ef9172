package dev.cleave.heap;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.heap.SlabDecisionEvent.Decision;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many units a new slab gets: what the class would like, and what the buddy space can give without breaking up blocks that have
 * become rare.
 *
 * <p>Each order has three watermarks, counted in free blocks. A slab of the wanted order that splits no larger block is always
 * welcome. Where it would split a larger block whose order stands below its <em>low</em> mark, the largest smaller order that
 * is at hand without such a split is taken instead, down to one slot; below the <em>min</em> mark even a slab that must split takes the least
 * it can. Where the order above the wanted one stands above its <em>high</em> mark, the slab may be twice as large.
 *
 * <pre>
 *   free blocks of the order that would be split:   0 ─── min ─── low ─────────── high ───
 *                                                    least │ smaller │  as wanted  │ larger
 * </pre>
 *
 * <p>The counts are read from the space now and then, not each time: they are advice.
 */
final class Dialogue {
    /** Time between two looks at the space. */
    private static final long LOOK_NANOS = 5_000_000;

    private final String pool;
    private final BuddySpace space;
    private final boolean enabled;
    private final long[] min;
    private final long[] low;
    private final long[] high;

    private volatile long[] counts;
    private volatile long looked = System.nanoTime();

    private final LongAdder asWanted = new LongAdder();
    private final LongAdder smaller = new LongAdder();
    private final LongAdder larger = new LongAdder();
    private final LongAdder forced = new LongAdder();

    /**
     * A dialogue with a space.
     *
     * @param pool the name of the pool whose space it is
     * @param lowShare the share of the space that blocks of an order make up at its low mark; half of it is min, twice high
     */
    Dialogue(String pool, BuddySpace space, boolean enabled, double lowShare) {
        this.pool = pool;
        this.space = space;
        this.enabled = enabled;
        int orders = space.maxOrder() + 1;
        min = new long[orders];
        low = new long[orders];
        high = new long[orders];
        for (int order = 0; order < orders; order++) {
            low[order] = Math.max(1, Math.round(lowShare * space.units() / (1L << order)));
            min[order] = low[order] / 2;
            high[order] = 2 * low[order];
        }
        counts = space.freeBlocksByOrder();
    }

    /**
     * The units of a new slab.
     *
     * @param wanted what the class would like
     * @param least what it can do with, no more than wanted
     * @param most what it can use, no less than wanted
     */
    int choose(int wanted, int least, int most) {
        if (!enabled) {
            asWanted.increment();
            return wanted;
        }
        long[] free = look();
        int order = orderAround(wanted);
        int splits = splitOrder(free, order);
        if (splits == order || splits >= free.length || free[splits] >= low[splits]) {
            return generously(free, order, wanted, most);
        }
        for (int below = order - 1; below >= orderAround(least); below--) {
            if (free[below] > 0) {
                smaller.increment();
                return said(Decision.SMALLER, wanted, Math.max(least, 1 << below));
            }
        }
        forced.increment();
        return said(Decision.FORCED, wanted, free[splits] < min[splits] ? least : wanted);
    }

    private int generously(long[] free, int order, int wanted, int most) {
        if (order + 1 < free.length && free[order + 1] > high[order + 1] && 2 * wanted <= most) {
            larger.increment();
            return said(Decision.LARGER, wanted, 2 * wanted);
        }
        asWanted.increment();
        return wanted;
    }

    private int said(Decision decision, int wanted, int chosen) {
        SlabDecisionEvent.emit(pool, decision, wanted, chosen);
        return chosen;
    }

    /** The smallest order, this or above, of which a block is free. */
    private static int splitOrder(long[] free, int order) {
        int at = order;
        while (at < free.length && free[at] == 0) {
            at++;
        }
        return at;
    }

    private long[] look() {
        long now = System.nanoTime();
        if (now - looked > LOOK_NANOS) {
            looked = now;
            counts = space.freeBlocksByOrder();
        }
        return counts;
    }

    static int orderAround(int units) {
        return units == 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(units - 1);
    }

    /** What was decided so far. */
    SlabDecisions decisions() {
        return new SlabDecisions(asWanted.sum(), smaller.sum(), larger.sum(), forced.sum());
    }
}
