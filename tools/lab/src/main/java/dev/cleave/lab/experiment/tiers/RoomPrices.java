package dev.cleave.lab.experiment.tiers;

import java.util.Arrays;

/**
 * What a byte of the nearest tier costs for the time of one access, in each of some windows of a
 * trace; and how much room was taken at these prices. One thread.
 */
final class RoomPrices {
    private static final double GREATEST_STEP = 2;

    private final int accesses;
    private final double capacity;
    private final int windowLength;
    private final double[] prices;
    private final double[] before;
    private final double[] taken;
    private final double[] takenThrough;

    RoomPrices(int accesses, long capacity, int windows, double price) {
        this.accesses = accesses;
        this.capacity = capacity;
        windowLength = Math.ceilDiv(accesses, windows);
        prices = new double[Math.ceilDiv(accesses, windowLength)];
        before = new double[prices.length + 1];
        taken = new double[prices.length + 1];
        takenThrough = new double[prices.length + 1];
        Arrays.fill(prices, price);
        sum();
    }

    private void sum() {
        for (int window = 0; window < prices.length; window++) {
            before[window + 1] = before[window] + prices[window] * length(window);
        }
    }

    private int length(int window) {
        return Math.min(windowLength, accesses - window * windowLength);
    }

    /** What a byte costs from one access to another. */
    double between(int from, int to) {
        return upTo(to) - upTo(from);
    }

    private double upTo(int access) {
        int window = access / windowLength;
        return before[window] + (access - window * windowLength) * prices[window];
    }

    /** All room together. */
    double all() {
        return capacity * before[prices.length];
    }

    /** So many bytes are taken from one access to another. */
    void take(long byteSize, int from, int to) {
        int first = from / windowLength;
        int last = to / windowLength;
        if (first == last) {
            taken[first] += (double) byteSize * (to - from);
        } else {
            taken[first] += (double) byteSize * ((first + 1) * windowLength - from);
            taken[last] += (double) byteSize * (to - last * windowLength);
            takenThrough[first + 1] += byteSize;
            takenThrough[last] -= byteSize;
        }
    }

    /** Of all room, the share that was taken; more than 1 is more than there is. */
    double takenShare() {
        double through = 0;
        double sum = 0;
        for (int window = 0; window < prices.length; window++) {
            through += takenThrough[window];
            sum += taken[window] + through * length(window);
        }
        return sum / (capacity * accesses);
    }

    /**
     * Room becomes dearer in windows where more was taken than there is, and cheaper where less;
     * nothing is taken any more.
     */
    void adjust(double eagerness) {
        double through = 0;
        for (int window = 0; window < prices.length; window++) {
            through += takenThrough[window];
            double share = (taken[window] + through * length(window)) / (capacity * length(window));
            prices[window] *= Math.exp(eagerness * (Math.min(share, GREATEST_STEP) - 1));
        }
        Arrays.fill(taken, 0);
        Arrays.fill(takenThrough, 0);
        sum();
    }
}
