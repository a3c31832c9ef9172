package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The search behind {@link ClassBoundaries#optimal}: for one thread, used once.
 *
 * <p>Candidates are the sizes that were asked for, c(1) &lt; … &lt; c(n): a boundary between two of
 * them could be lowered to the one below and waste less. A class that ends at c(j) and begins
 * behind c(i) costs
 *
 * <pre>   w(i, j) = (requests of c(i+1) … c(j)) × (bytes of a slot of c(j), its share of the tail with it)
 *             + what a class of slots of c(j) costs besides </pre>
 *
 * <p>As the bytes of a slot never fall from one candidate to the next
 * ({@link SlabShape#bytesPerSlot}), w obeys the quadrangle inequality: for a ≤ b ≤ c ≤ d, w(a, c) +
 * w(b, d) − w(a, d) − w(b, c) = (requests of a … b) × (slot of c − slot of d) ≤ 0: what a class
 * costs besides stands on both sides. So the best begin of the last class never falls as its end
 * rises, and each layer needs O(n log n) costs instead of O(n²).
 */
final class BoundarySearch {
    private final int[] sizes;
    private final double[] requestsUpTo;
    private final double[] slotBytes;

    private final double[] classBytes;

    /**
     * The least cost of the first so many candidates, with one class less, and with those of this
     * layer.
     */
    private double[] before;

    private double[] now;

    /** Where the last class begins, in the layer at hand. */
    private short[] begins;

    /** Where a class costs nothing besides its slots. */
    BoundarySearch(SizeHistogram histogram, int slabPages) {
        this(histogram, slabPages, new int[0], slotBytes -> 0);
    }

    /**
     * A search for classes that cost something.
     *
     * @param others sizes that may be boundaries too, though nobody asked for them
     * @param classCost bytes that a class with slots of so many bytes costs besides
     */
    BoundarySearch(SizeHistogram histogram, int slabPages, int[] others, IntToDoubleFunction classCost) {
        sizes = candidates(histogram, others);
        requestsUpTo = new double[sizes.length + 1];
        slotBytes = new double[sizes.length + 1];
        classBytes = new double[sizes.length + 1];
        for (int each = 1; each <= sizes.length; each++) {
            requestsUpTo[each] = requestsUpTo[each - 1] + histogram.count(histogram.step(sizes[each - 1]));
            slotBytes[each] = SlabShape.of(sizes[each - 1], slabPages).bytesPerSlot();
            classBytes[each] = classCost.applyAsDouble(sizes[each - 1]);
        }
        before = new double[sizes.length + 1];
        now = new double[sizes.length + 1];
        begins = new short[sizes.length + 1];
    }

    /**
     * The sizes that were asked for, and others; the page among them, so that each size has a
     * class.
     */
    private static int[] candidates(SizeHistogram histogram, int[] others) {
        boolean[] isOther = new boolean[histogram.steps()];
        for (int each : others) {
            isOther[histogram.step(each)] = true;
        }
        int[] found = new int[histogram.steps()];
        int count = 0;
        for (int step = 1; step < histogram.steps(); step++) {
            if (histogram.count(step) > 0 || isOther[step] || step * histogram.grain() == PAGE_BYTES) {
                found[count++] = step * histogram.grain();
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The best boundaries of at most so many classes, ascending. */
    int[] best(int most) {
        int layers = Math.min(most, sizes.length);
        short[][] begin = new short[layers][];
        int least = 0;
        double leastCost = Double.POSITIVE_INFINITY;
        Arrays.fill(before, Double.POSITIVE_INFINITY);
        before[0] = 0;
        for (int layer = 0; layer < layers; layer++) {
            Arrays.fill(now, Double.POSITIVE_INFINITY);
            begins = new short[sizes.length + 1];
            solve(layer + 1, sizes.length, layer, sizes.length - 1);
            begin[layer] = begins;
            if (now[sizes.length] < leastCost) {
                leastCost = now[sizes.length];
                least = layer;
            }
            double[] turned = before;
            before = now;
            now = turned;
        }
        int[] boundaries = new int[least + 1];
        int end = sizes.length;
        for (int layer = least; layer >= 0; layer--) {
            boundaries[layer] = sizes[end - 1];
            end = begin[layer][end];
        }
        return boundaries;
    }

    /**
     * Ends from first to last, whose best begins lie from least to greatest: the middle one first.
     */
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
        begins[middle] = (short) at;
        solve(first, middle - 1, least, at);
        solve(middle + 1, last, at, greatest);
    }

    /** Bytes held for the requests behind candidate {@code begin}, up to {@code end}. */
    double cost(int begin, int end) {
        return (requestsUpTo[end] - requestsUpTo[begin]) * slotBytes[end] + classBytes[end];
    }

    /** How many candidates there are. */
    int count() {
        return sizes.length;
    }
}
