package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

/**
 * How often each size of up to a page was asked for: a count a grain, and the bytes that were asked
 * for. {@link #decay} halves all counts, so that what was asked lately weighs more.
 *
 * <p>For one thread at a time. Adding costs one array element; {@link #byteSize} says what it
 * holds.
 */
public final class SizeHistogram {
    /** The greatest grain: half a cache line. */
    public static final int MOST_GRAIN = 64;

    private static final int HEAD_BYTES = 64;

    private final int grain;
    private final int grainShift;
    private final double[] counts;
    private final double[] bytes;
    private double total;

    /**
     * A histogram of nothing.
     *
     * @param grain bytes, a power of two from 1 to {@value #MOST_GRAIN}
     * @throws IllegalArgumentException where it is another
     */
    public SizeHistogram(int grain) {
        requireGrain(grain);
        this.grain = grain;
        grainShift = Integer.numberOfTrailingZeros(grain);
        counts = new double[(PAGE_BYTES >>> grainShift) + 1];
        bytes = new double[counts.length];
    }

    static void requireGrain(int grain) {
        if (grain < 1 || grain > MOST_GRAIN || Integer.bitCount(grain) != 1) {
            throw new IllegalArgumentException(
                    "a grain of " + grain + " bytes: must be a power of two from 1 to " + MOST_GRAIN);
        }
    }

    /**
     * One request more.
     *
     * @param size bytes, 1 to 4096
     * @throws IllegalArgumentException where it is another; nothing is counted
     */
    public void add(int size) {
        add(size, 1);
    }

    /**
     * Several requests more.
     *
     * @param size bytes, 1 to 4096
     * @param requests 0 or more
     * @throws IllegalArgumentException where either is out of its range; nothing is counted
     */
    public void add(int size, long requests) {
        if (size < 1 || size > PAGE_BYTES) {
            throw new IllegalArgumentException("a size of " + size + " bytes: must be 1 to " + PAGE_BYTES
                    + "; of a larger object only what lies behind its whole pages is counted");
        }
        if (requests < 0) {
            throw new IllegalArgumentException(requests + " requests: must be 0 or more");
        }
        int step = step(size);
        counts[step] += requests;
        bytes[step] += (double) size * requests;
        total += requests;
    }

    /** Takes back a request of a size, 1 to 4096, that was added and not decayed since. */
    void remove(int size) {
        int step = step(size);
        counts[step]--;
        bytes[step] -= size;
        total--;
    }

    /** Halves all counts: a request that was added n decays ago weighs one in 2^n. */
    public void decay() {
        for (int step = 0; step < counts.length; step++) {
            counts[step] /= 2;
            bytes[step] /= 2;
        }
        total /= 2;
    }

    /** Bytes that sizes are rounded up to. */
    public int grain() {
        return grain;
    }

    /** Requests, those before a decay by their weight. */
    public double total() {
        return total;
    }

    /** Bytes that the histogram itself takes. */
    public long byteSize() {
        return HEAD_BYTES + 2L * Double.BYTES * counts.length;
    }

    /**
     * Steps of one grain, of which the first holds nothing: step s counts the sizes up to s grains.
     */
    int steps() {
        return counts.length;
    }

    /** The step that counts a size. */
    int step(int size) {
        return size + grain - 1 >>> grainShift;
    }

    /** Requests of a step. */
    double count(int step) {
        return counts[step];
    }

    /** Bytes that requests of a step asked for. */
    double bytes(int step) {
        return bytes[step];
    }
}
