package dev.cleave.plan;

/**
 * A load over time that can be raised over a stretch and asked for its most over one: a segment
 * tree in an array. Node 1 is the root, the children of node n are 2n and 2n + 1, times are the
 * leaves. A node's {@code most} is that of its subtree with all that was added at or below the
 * node; {@code added} is what was added to the whole of it.
 *
 * <p>Cost: logarithmic in the number of times. Not safe for use by several threads at once.
 */
final class LoadTree {
    private final int leaves;
    private final long[] most;
    private final long[] added;

    LoadTree(Load load) {
        leaves = Math.max(2, Integer.highestOneBit(load.grains().length - 1) * 2);
        most = new long[2 * leaves];
        added = new long[leaves];
        System.arraycopy(load.grains(), 0, most, leaves, load.grains().length);
        for (int node = leaves - 1; node > 0; node--) {
            most[node] = Math.max(most[2 * node], most[2 * node + 1]);
        }
    }

    /** The most from a time, inclusive, to a later one, exclusive. */
    long most(int from, int to) {
        return most(1, 0, leaves, from, to);
    }

    private long most(int node, int begin, int end, int from, int to) {
        if (from <= begin && end <= to) {
            return most[node];
        }
        int middle = begin + end >>> 1;
        long result = Long.MIN_VALUE;
        if (from < middle) {
            result = most(2 * node, begin, middle, from, to);
        }
        if (to > middle) {
            result = Math.max(result, most(2 * node + 1, middle, end, from, to));
        }
        return result + added[node];
    }

    /** Raises the load from a time, inclusive, to a later one, exclusive. */
    void add(int from, int to, long grains) {
        add(1, 0, leaves, from, to, grains);
    }

    private void add(int node, int begin, int end, int from, int to, long grains) {
        if (from <= begin && end <= to) {
            most[node] += grains;
            if (node < leaves) {
                added[node] += grains;
            }
            return;
        }
        int middle = begin + end >>> 1;
        if (from < middle) {
            add(2 * node, begin, middle, from, to, grains);
        }
        if (to > middle) {
            add(2 * node + 1, middle, end, from, to, grains);
        }
        most[node] = Math.max(most[2 * node], most[2 * node + 1]) + added[node];
    }
}
