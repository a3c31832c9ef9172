package dev.cleave.guard.enclave;

import java.util.function.IntToDoubleFunction;

/**
 * Size classes that follow what is live: every few thousand requests the best boundaries are looked
 * for, and taken where they are expected to save more than the change costs. For one thread at a
 * time.
 *
 * <p>Saved: what the live objects would hold less, once each was replaced by another like it. Cost:
 * a slab that is opened for each boundary that is new, and the bytes of free slots of boundaries
 * that are given up. Both are part of the search, as a cost of each class: so there are as many
 * classes as pay, and what is of use already stays.
 */
final class ClassLearner {
    /**
     * Requests from one look to the next, once some were made: each of the first looks comes after
     * twice as many.
     */
    static final int PERIOD = 8192;

    /** Requests before the first look. */
    static final int FIRST_PERIOD = 1024;

    private final int most;
    private final int slabPages;

    /** The objects that are live. */
    private final SizeHistogram live;

    private ClassBoundaries now;
    private int untilLook = FIRST_PERIOD;
    private int period = FIRST_PERIOD;
    private long changes;

    /** @param most classes; 0 where the first ones stay */
    ClassLearner(ClassBoundaries first, int most, int slabPages) {
        now = first;
        this.most = most;
        this.slabPages = slabPages;
        live = new SizeHistogram(most == 0 ? SizeHistogram.MOST_GRAIN : first.grain());
    }

    ClassBoundaries now() {
        return now;
    }

    long changes() {
        return changes;
    }

    /** Bytes on the Java heap, with the largest table of classes. */
    long tableBytes() {
        return live.byteSize() + now.byteSize() + (long) Integer.BYTES * most;
    }

    /** An object of so many bytes is live. */
    void began(int size) {
        live.add(size);
    }

    /** An object of so many bytes is live no more. */
    void ended(int size) {
        live.remove(size);
    }

    /** A request more; answers whether it is time to {@link #look}. */
    boolean isTimeToLook() {
        return most > 0 && --untilLook <= 0;
    }

    /**
     * Looks for better boundaries, and takes them where that pays.
     *
     * @param classCost bytes that a class of such slots costs besides its objects; less than 0
     *     where it would be a loss to give it up
     */
    void look(IntToDoubleFunction classCost) {
        period = Math.min(PERIOD, 2 * period);
        untilLook = period;
        ClassBoundaries best = ClassBoundaries.of(
                live.grain(), new BoundarySearch(live, slabPages, now.all(), classCost).best(most));
        if (costBytes(best, classCost) + SlabShape.PAGE_BYTES < costBytes(now, classCost)) {
            now = best;
            changes++;
        }
    }

    private double costBytes(ClassBoundaries classes, IntToDoubleFunction classCost) {
        double bytes = classes.bytesHeld(live, slabPages);
        for (int each = 0; each < classes.count(); each++) {
            bytes += classCost.applyAsDouble(classes.boundary(each));
        }
        return bytes;
    }
}
