package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.util.Arrays;

/**
 * The size classes of an enclave pool: which sizes share slots of the same bytes. A request gets
 * the least boundary that it fits below. Immutable, and so for any thread.
 *
 * <p>{@link #optimal} chooses those that waste least for a histogram; {@link #powersOfTwo} and
 * {@link #fourADoubling} are what others do, to compare with.
 */
public final class ClassBoundaries {
    /** The most classes: one for each grain of a page at a grain of 16. */
    public static final int MOST_CLASSES = 256;

    private static final int HEAD_BYTES = 64;
    private static final int FINE_STEP = 8;
    private static final int FINE_BELOW = 64;
    private static final int FINE_PER_DOUBLING = 8;
    private static final int FINE_DOUBLINGS = 6;

    private final int[] boundaries;
    private final int grain;
    private final int grainShift;

    /** The number of the class, for each grain of a page. */
    private final short[] classes;

    private ClassBoundaries(int[] boundaries, int grain) {
        this.boundaries = boundaries;
        this.grain = grain;
        grainShift = Integer.numberOfTrailingZeros(grain);
        classes = new short[(PAGE_BYTES >>> grainShift) + 1];
        int number = 0;
        for (int step = 0; step < classes.length; step++) {
            if ((step << grainShift) > boundaries[number]) {
                number++;
            }
            classes[step] = (short) number;
        }
    }

    /**
     * Classes with these boundaries.
     *
     * @param grain bytes, a power of two from 1 to 64
     * @param boundaries 1 to {@value #MOST_CLASSES}, ascending, each a multiple of the grain; the
     *     last is 4096, so that each size has a class
     * @throws IllegalArgumentException where they are not that, naming the first that is wrong
     */
    public static ClassBoundaries of(int grain, int... boundaries) {
        SizeHistogram.requireGrain(grain);
        if (boundaries.length < 1 || boundaries.length > MOST_CLASSES) {
            throw new IllegalArgumentException(
                    boundaries.length + " boundaries: must be 1 to " + MOST_CLASSES);
        }
        int before = 0;
        for (int each : boundaries) {
            if (each <= before || each % grain != 0 || each > PAGE_BYTES) {
                throw new IllegalArgumentException("a boundary of " + each + " behind one of " + before
                        + ": must be greater, a multiple of the grain " + grain + ", and at most " + PAGE_BYTES);
            }
            before = each;
        }
        if (before != PAGE_BYTES) {
            throw new IllegalArgumentException("the last boundary is " + before + ": must be " + PAGE_BYTES
                    + ", or larger sizes have no class");
        }
        return new ClassBoundaries(boundaries.clone(), grain);
    }

    /**
     * The boundaries that waste least on what a histogram has counted: of all choices of so many
     * classes none has a smaller sum of bytes held, tails of slabs among them. There are fewer
     * classes where fewer sizes were asked for.
     *
     * <p>Found by dynamic programming over the sizes that were asked for, each layer by divide and
     * conquer: O(k n log n) for k classes and n sizes. That is sound as the cost obeys the
     * quadrangle inequality (Yao, <i>Efficient dynamic programming using quadrangle
     * inequalities</i>, STOC 1980).
     *
     * @param most classes, 1 to {@value #MOST_CLASSES}
     * @param slabPages the most pages of a slab, 1 to 16
     * @throws IllegalArgumentException where either is out of its range
     */
    public static ClassBoundaries optimal(SizeHistogram histogram, int most, int slabPages) {
        if (most < 1 || most > MOST_CLASSES) {
            throw new IllegalArgumentException(most + " classes: must be 1 to " + MOST_CLASSES);
        }
        requireSlabPages(slabPages);
        return new ClassBoundaries(new BoundarySearch(histogram, slabPages).best(most), histogram.grain());
    }

    static void requireSlabPages(int slabPages) {
        if (slabPages < 1 || slabPages > SlabShape.MOST_PAGES) {
            throw new IllegalArgumentException(
                    "slabs of up to " + slabPages + " pages: must be 1 to " + SlabShape.MOST_PAGES);
        }
    }

    /** Powers of two from 16 bytes on: what the buddy system and many slab allocators round to. */
    public static ClassBoundaries powersOfTwo() {
        return of(16, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096);
    }

    /**
     * Four classes a doubling from 64 bytes on, below that each 16 bytes: as jemalloc has them.
     *
     * @param grain bytes, a power of two from 1 to 16
     * @throws IllegalArgumentException where it is another
     */
    public static ClassBoundaries fourADoubling(int grain) {
        return of(grain, 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024,
                1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096);
    }

    /**
     * Eight classes a doubling from 64 bytes on, below that each 8 bytes: what learning begins
     * with, as slabs of a page cost little until it is known which classes are of use.
     *
     * @param grain bytes, a power of two from 1 to 8
     * @throws IllegalArgumentException where it is another
     */
    public static ClassBoundaries eightADoubling(int grain) {
        int[] boundaries = new int[FINE_BELOW / FINE_STEP + FINE_PER_DOUBLING * FINE_DOUBLINGS];
        int boundary = 0;
        for (int each = 0; each < boundaries.length; each++) {
            int doubling = Math.max(FINE_BELOW, Integer.highestOneBit(boundary));
            boundary += doubling / FINE_PER_DOUBLING;
            boundaries[each] = boundary;
        }
        return of(grain, boundaries);
    }

    /** All boundaries, ascending. */
    int[] all() {
        return boundaries.clone();
    }

    /** How many classes there are. */
    public int count() {
        return boundaries.length;
    }

    /** The bytes of a class's slots. */
    public int boundary(int number) {
        return boundaries[number];
    }

    /** Whether there is a class with slots of exactly so many bytes. */
    boolean has(int slotBytes) {
        return Arrays.binarySearch(boundaries, slotBytes) >= 0;
    }

    /** Bytes that all boundaries are multiples of. */
    public int grain() {
        return grain;
    }

    /**
     * The bytes of the slot that a request gets.
     *
     * @param size bytes, 1 to 4096
     */
    public int slotBytes(int size) {
        return boundaries[classes[size + grain - 1 >>> grainShift]];
    }

    /**
     * Bytes that would be held for what a histogram has counted, its tails among them.
     *
     * @param slabPages the most pages of a slab, 1 to 16
     */
    public double bytesHeld(SizeHistogram histogram, int slabPages) {
        requireSlabPages(slabPages);
        double held = 0;
        for (int step = 1; step < histogram.steps(); step++) {
            if (histogram.count(step) > 0) {
                int slot = slotBytes(step * histogram.grain());
                held += histogram.count(step) * SlabShape.of(slot, slabPages).bytesPerSlot();
            }
        }
        return held;
    }

    /** Bytes that the table itself takes. */
    public long byteSize() {
        return HEAD_BYTES + (long) Integer.BYTES * boundaries.length + (long) Short.BYTES * classes.length;
    }

    /** Whether the other has the same boundaries. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ClassBoundaries that && Arrays.equals(boundaries, that.boundaries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(boundaries);
    }

    /** The boundaries, such as {@code [16, 48, 4096]}. */
    @Override
    public String toString() {
        return Arrays.toString(boundaries);
    }
}
