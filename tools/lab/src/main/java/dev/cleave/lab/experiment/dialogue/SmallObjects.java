package dev.cleave.lab.experiment.dialogue;

import dev.cleave.heap.Heap;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Live small objects of a heap, whose sizes drift: each generation prefers another stretch of sizes, so that the slabs of the last one
 * grow sparse while the next needs new ones. Sizes are log-uniform in a stretch of a factor {@value #STRETCH}.
 */
final class SmallObjects {
    /** Bytes of the smallest object. */
    static final int LEAST = 32;

    /** Bytes of the largest object, and a little less than the heap's largest slot. */
    static final int MOST = 16 << 10;

    /** The largest size of a generation, in terms of its smallest. */
    static final int STRETCH = 16;

    private final Heap heap;
    private final SplittableRandom random;
    private double smallest = LEAST;
    private long[] addresses = new long[1024];
    private int[] sizes = new int[1024];
    private int live;
    private long liveBytes;
    private long operations;
    private long refused;

    SmallObjects(Heap heap, SplittableRandom random) {
        this.heap = heap;
        this.random = random;
    }

    /** From now on other sizes are preferred. */
    void nextGeneration() {
        smallest = LEAST * Math.pow((double) MOST / STRETCH / LEAST, random.nextDouble());
    }

    /** Allocates objects until so many bytes are live, or one is refused. */
    void raiseTo(long bytes) {
        boolean had = true;
        while (liveBytes < bytes && had) {
            had = allocate();
        }
    }

    /** Frees objects at random and allocates others until so many bytes were freed; so many are live then again. */
    void replace(long bytes, long level) {
        long freed = 0;
        while (freed < bytes && live > 0) {
            freed += freeAny();
            raiseTo(level);
        }
    }

    private boolean allocate() {
        int size = (int) (smallest * Math.pow(STRETCH, random.nextDouble()));
        long address = heap.tryAllocate(size);
        operations++;
        if (address == 0) {
            refused++;
            return false;
        }
        if (live == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * live);
            sizes = Arrays.copyOf(sizes, 2 * live);
        }
        addresses[live] = address;
        sizes[live] = size;
        live++;
        liveBytes += size;
        return true;
    }

    private int freeAny() {
        int chosen = random.nextInt(live);
        heap.free(addresses[chosen]);
        operations++;
        int size = sizes[chosen];
        liveBytes -= size;
        live--;
        addresses[chosen] = addresses[live];
        sizes[chosen] = sizes[live];
        return size;
    }

    /** Frees all. */
    void freeAll() {
        while (live > 0) {
            freeAny();
        }
    }

    /** Bytes that were asked for and not freed. */
    long liveBytes() {
        return liveBytes;
    }

    /** Allocations and frees so far. */
    long operations() {
        return operations;
    }

    /** Allocations for which the heap had no room. */
    long refused() {
        return refused;
    }
}
