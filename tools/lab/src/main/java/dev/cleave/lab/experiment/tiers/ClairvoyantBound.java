package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.tiers.policy.TierCosts;

/**
 * A bound from below on the mean access time that any policy can reach, were it to know the whole
 * trace beforehand: with sizes and with the cost of moves, for two tiers.
 *
 * <p>Finding the best placement is NP-hard where sizes differ. Here the limit on room is given up
 * and a price for it put in its place: each object by itself then takes the cheapest way of being
 * near or far through its accesses, at the prices of the windows of time that it is near in. What
 * all of that costs, less the price of all room that there is, is at most what the best placement
 * costs, whatever the prices are (Lagrange's relaxation; as the flow model of Berger, Beckmann and
 * Harchol-Balter, <i>Practical Bounds on Optimal Caching with Variable Object Sizes</i>, SIGMETRICS
 * 2018, without rounding). The prices are then improved, step by step, and the greatest of the
 * bounds is the answer. That a written object's demotion costs a copy is left out, which makes the
 * bound lower, and so still one.
 */
final class ClairvoyantBound {
    private static final int WINDOWS = 64;
    private static final int SEARCHES = 16;
    private static final int IMPROVEMENTS = 16;
    private static final double EAGERNESS = 0.7;
    private static final double LEAST_EXPONENT = -30;
    private static final double GREATEST_EXPONENT = 10;

    private final AccessTrace trace;
    private final Histories histories;
    private final TierCosts near;
    private final TierCosts far;
    /** Of each place in the histories: whether near after it is reached from far, far from near. */
    private final boolean[] nearFromFar;
    private final boolean[] farFromNear;

    ClairvoyantBound(AccessTrace trace, Histories histories, TierCosts near, TierCosts far) {
        this.trace = trace;
        this.histories = histories;
        this.near = near;
        this.far = far;
        nearFromFar = new boolean[trace.accesses()];
        farFromNear = new boolean[trace.accesses()];
    }

    /** Nanoseconds an access. */
    double meanNanos() {
        double best = 0;
        double least = LEAST_EXPONENT;
        double greatest = GREATEST_EXPONENT;
        for (int search = 0; search < SEARCHES; search++) {
            double middle = (least + greatest) / 2;
            RoomPrices prices = new RoomPrices(trace.accesses(), near.capacity(), 1, Math.exp(middle));
            best = Math.max(best, cost(prices));
            if (prices.takenShare() > 1) {
                least = middle;
            } else {
                greatest = middle;
            }
        }
        RoomPrices prices = new RoomPrices(trace.accesses(), near.capacity(), WINDOWS, Math.exp(greatest));
        for (int improvement = 0; improvement < IMPROVEMENTS; improvement++) {
            best = Math.max(best, cost(prices));
            prices.adjust(EAGERNESS / Math.sqrt(improvement + 1.0));
        }
        return best / trace.accesses();
    }

    /** The bound at these prices, in nanoseconds; leaves the room taken in them. */
    private double cost(RoomPrices prices) {
        double sum = 0;
        for (int object = 0; object < trace.objects(); object++) {
            sum += cheapest(object, prices);
        }
        return sum - prices.all();
    }

    /** The cheapest way of one object through its accesses, room paid for. */
    private double cheapest(int object, RoomPrices prices) {
        long byteSize = trace.byteSize(object);
        double promotion = byteSize > near.capacity() ? Double.POSITIVE_INFINITY : far.moveNanos(byteSize, near);
        int first = histories.first(object);
        int end = histories.first(object + 1);
        double isNear = Double.POSITIVE_INFINITY;
        double isFar = 0;
        for (int place = first; place < end; place++) {
            int access = histories.access(place);
            boolean write = trace.writes(access);
            double room = place == first
                    ? 0
                    : byteSize * prices.between(histories.access(place - 1), access);
            isNear += room + (write ? near.writeNanos(byteSize) : near.readNanos(byteSize));
            isFar += write ? far.writeNanos(byteSize) : far.readNanos(byteSize);
            nearFromFar[place] = isFar + promotion < isNear;
            farFromNear[place] = isNear < isFar;
            double before = isNear;
            isNear = Math.min(isNear, isFar + promotion);
            isFar = Math.min(isFar, before);
        }
        takeRoom(byteSize, first, end, prices);
        return isFar;
    }

    /** Goes the cheapest way back from its end, where the object is far. */
    private void takeRoom(long byteSize, int first, int end, RoomPrices prices) {
        boolean isNear = false;
        for (int place = end - 1; place > first; place--) {
            isNear = isNear ? !nearFromFar[place] : farFromNear[place];
            if (isNear) {
                prices.take(byteSize, histories.access(place - 1), histories.access(place));
            }
        }
    }
}
