package dev.cleave.heap;

import dev.cleave.memory.Pool;

/** Settings of a {@link Heap}, each with a default. Not thread-safe. */
public final class HeapBuilder {
    private static final long SMALLEST_UNIT = 1 << 10;
    private static final long LARGEST_UNIT = 64 << 10;
    private static final int MAX_STRIPES = 1024;
    private static final double USUAL_LOW_SHARE = 0.1;

    final Pool pool;
    int stripes = Math.min(MAX_STRIPES, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors()));
    boolean dialogue = true;
    double lowShare = USUAL_LOW_SHARE;

    HeapBuilder(Pool pool) {
        if (pool.unit() < SMALLEST_UNIT || pool.unit() > LARGEST_UNIT) {
            throw new IllegalArgumentException("pool " + pool.name() + " has units of " + pool.unit()
                    + " bytes: a heap needs units from " + SMALLEST_UNIT + " to " + LARGEST_UNIT);
        }
        this.pool = pool;
    }

    /** How many lanes threads are spread over: a power of two, 1 to 1024; twice the processors unless told. */
    public HeapBuilder stripes(int count) {
        if (count < 1 || count > MAX_STRIPES || Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException(count + " stripes: allowed are powers of two from 1 to " + MAX_STRIPES);
        }
        stripes = count;
        return this;
    }

    /** Whether slabs become smaller where larger blocks of the pool have become rare, and larger where they abound; they do unless told. */
    public HeapBuilder dialogue(boolean enabled) {
        dialogue = enabled;
        return this;
    }

    /**
     * The low watermark of each order of the pool's blocks, as a share of the pool that blocks of the order make up which are free or could be cut
     * from larger ones: below it they are not taken for slabs while smaller ones are at hand. From 0 to 0.5; 0.1 unless told. The min mark is half, the
     * high mark twice as high.
     */
    public HeapBuilder lowWatermark(double share) {
        if (!(share >= 0 && share <= 0.5)) {
            throw new IllegalArgumentException("a low watermark of " + share + ": allowed are 0 to 0.5 of the pool");
        }
        lowShare = share;
        return this;
    }

    /** Opens the heap. */
    public Heap build() {
        return new Heap(this);
    }
}
