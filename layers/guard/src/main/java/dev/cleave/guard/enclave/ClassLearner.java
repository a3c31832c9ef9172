package dev.cleave.guard.enclave;

import java.util.function.ToDoubleFunction;

/**
 * Size classes that follow what is asked for: every few thousand requests the best boundaries are
 * looked for, and taken where they are expected to save more than the change costs; then the counts
 * are halved, so that the past fades. For one thread at a time.
 *
 * <p>Saved: what the live objects would hold less, once each was replaced by another like it. Cost:
 * the bytes in slabs of boundaries that are given up, which nothing new can use, and half a slab for
 * each boundary that is new.
 */
final class ClassLearner {
    /** Requests from one look to the next. */
    static final int PERIOD = 8192;

    private final int most;
    private final int slabPages;
    private final SizeHistogram histogram;
    private ClassBoundaries now;
    private int sinceLook;
    private long changes;

    /** @param most classes; 0 where the first ones stay */
    ClassLearner(ClassBoundaries first, int most, int slabPages) {
        now = first;
        this.most = most;
        this.slabPages = slabPages;
        histogram = new SizeHistogram(most == 0 ? SizeHistogram.MOST_GRAIN : first.grain());
    }

    ClassBoundaries now() {
        return now;
    }

    long changes() {
        return changes;
    }

    /** Bytes on the Java heap, with the largest table of classes. */
    long tableBytes() {
        return histogram.byteSize() + now.byteSize() + (long) Integer.BYTES * most;
    }

    /** A request more; answers whether it is time to {@link #look}. */
    boolean isTimeToLook(int size) {
        if (most == 0) {
            return false;
        }
        histogram.add(size);
        return ++sinceLook >= PERIOD;
    }

    /**
     * Looks for better boundaries, and takes them where that pays.
     *
     * @param liveObjects that would profit
     * @param strandedBytes bytes of slots that are free with these boundaries and cannot be had with
     *     others
     */
    void look(long liveObjects, ToDoubleFunction<ClassBoundaries> strandedBytes) {
        sinceLook = 0;
        ClassBoundaries best = ClassBoundaries.optimal(histogram, most, slabPages);
        double savedAnObject = (now.bytesHeld(histogram, slabPages) - best.bytesHeld(histogram, slabPages))
                / histogram.total();
        double cost = strandedBytes.applyAsDouble(best) + newSlabBytes(best);
        if (savedAnObject * liveObjects > cost) {
            now = best;
            changes++;
        }
        histogram.decay();
    }

    private double newSlabBytes(ClassBoundaries best) {
        double bytes = 0;
        for (int each = 0; each < best.count(); each++) {
            if (!now.has(best.boundary(each))) {
                bytes += SlabShape.of(best.boundary(each), slabPages).pages() * (SlabShape.PAGE_BYTES / 2.0);
            }
        }
        return bytes;
    }
}
