package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.util.Arrays;

/**
 * The search behind {@link ClassBoundaries#optimal}: for one thread, used once.
 *
 * <p>Candidates are the sizes that were asked for, c(1) &lt; … &lt; c(n): a boundary between two of
 * them could be lowered to the one below and waste less. A class that ends at c(j) and begins behind
 * c(i) costs
 *
 * <pre>   w(i, j) = (requests of c(i+1) … c(j)) × (bytes of a slot of c(j), its share of the tail with it) </pre>
 *
 * <p>As the bytes of a slot never fall from one candidate to the next ({@link
 * SlabShape#bytesPerSlot}), w obeys the quadrangle inequality: for a ≤ b ≤ c ≤ d, w(a, c) + w(b, d) −
 * w(a, d) − w(b, c) = (requests of a … b) × (slot of c − slot of d) ≤ 0. So the best begin of the
 * last class never falls as its end rises, and each layer needs O(n log n) costs instead of O(n²).
 */
final class BoundarySearch {
    private final int[] sizes;
    private final double[] requestsUpTo;
    private final double[] slotBytes;

    /** The least cost of the first so many candidates, with one class less, and with those of this layer. */
    private double[] before;

    private double[] now;

    /** Where the last class begins, in the layer at hand. */
    private int[] begins;

    BoundarySearch(SizeHistogram histogram, int slabPages) {
        sizes = candidates(histogram);
        requestsUpTo = new double[sizes.length + 1];
        slotBytes = new double[sizes.length + 1];
        for (int each = 1; each <= sizes.length; each++) {
            requestsUpTo[each] = requestsUpTo[each - 1] + histogram.count(histogram.step(sizes[each - 1]));
            slotBytes[each] = SlabShape.of(sizes[each - 1], slabPages).bytesPerSlot();
        }
        before = new double[sizes.length + 1];
        now = new double[sizes.length + 1];
        begins = new int[sizes.length + 1];
    }

    /** The sizes that were asked for; the page among them, so that each size has a class. */
    private static int[] candidates(SizeHistogram histogram) {
        int[] found = new int[histogram.steps()];
        int count = 0;
        for (int step = 1; step < histogram.steps(); step++) {
            if (histogram.count(step) > 0 || step * histogram.grain() == PAGE_BYTES) {
                found[count++] = step * histogram.grain();
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The best boundaries of at most so many classes, ascending. */
    int[] best(int most) {
        int layers = Math.min(most, sizes.length);
        int[][] begin = new int[layers][];
        Arrays.fill(before, Double.POSITIVE_INFINITY);
        before[0] = 0;
        for (int layer = 0; layer < layers; layer++) {
            Arrays.fill(now, Double.POSITIVE_INFINITY);
            begins = new int[sizes.length + 1];
            solve(layer + 1, sizes.length, layer, sizes.length - 1);
            begin[layer] = begins;
            double[] turned = before;
            before = now;
            now = turned;
        }
        int[] boundaries = new int[layers];
        int end = sizes.length;
        for (int layer = layers - 1; layer >= 0; layer--) {
            boundaries[layer] = sizes[end - 1];
            end = begin[layer][end];
        }
        return boundaries;
    }

    /** Ends from first to last, whose best begins lie from least to greatest: the middle one first. */
    private void solve(int first, int last, int least, int greatest) {
        if (first > last) {
            return;
        }
        int middle = first + last >>> 1;
        int at = least;
        double cheapest = Double.POSITIVE_INFINITY;
        for (int begin = least; begin <= Math.min(greatest, middle - 1); begin++) {
            double cost = before[begin] + cost(begin, middle);
            if (cost < cheapest) {
                cheapest = cost;
                at = begin;
            }
        }
        now[middle] = cheapest;
        begins[middle] = at;
        solve(first, middle - 1, least, at);
        solve(middle + 1, last, at, greatest);
    }

    /** Bytes held for the requests behind candidate {@code begin}, up to {@code end}. */
    double cost(int begin, int end) {
        return (requestsUpTo[end] - requestsUpTo[begin]) * slotBytes[end];
    }

    /** How many candidates there are. */
    int count() {
        return sizes.length;
    }
}
