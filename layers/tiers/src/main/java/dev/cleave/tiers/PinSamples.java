package dev.cleave.tiers;

import dev.cleave.buddy.Stripes;
import dev.cleave.handle.AtomicWords;
import java.util.function.LongConsumer;

/**
 * A sample of the pins of all threads, for the one that reads it: one pin of so many, at random
 * distances, so that a program which goes round in step with the sample is seen as it is.
 *
 * <p>It may lose some: where two threads share a stripe, and where nobody reads for long. It never
 * makes a pin wait, and makes no object. The idea of lossy buffers by stripe is Caffeine's.
 */
final class PinSamples {
    // Each stripe has a line of plain numbers, which threads of one stripe may spoil for each other:
    // then a pin is sampled early, or late, and nothing else happens.
    //
    //   line:   [ pins left until the next sample | random state | samples written ]
    //   ring:   the last RING samples; 0 is none. A handle is positive; of a write it is inverted.

    private static final int LINE_SHIFT = 5;
    private static final int LEFT = 0;
    private static final int RANDOM = 1;
    private static final int WRITTEN = 2;
    private static final int RING_SHIFT = 8;
    private static final int RING = 1 << RING_SHIFT;

    private final Stripes stripes;
    private final int distance;
    private final int[] lines;
    private final AtomicWords rings;

    /**
     * No samples yet.
     *
     * @param distance one pin of so many is sampled on average; 1 or more
     */
    PinSamples(Stripes stripes, int distance) {
        this.stripes = stripes;
        this.distance = distance;
        lines = new int[stripes.count() + 1 << LINE_SHIFT];
        rings = new AtomicWords((long) stripes.count() << RING_SHIFT);
        for (int stripe = 0; stripe < stripes.count(); stripe++) {
            lines[line(stripe) + RANDOM] = stripe * 0x9E3779B9 + 1;
        }
    }

    /** The first line stays empty: an array's length lies before it, which every access reads. */
    private static int line(int stripe) {
        return stripe + 1 << LINE_SHIFT;
    }

    /** Somebody pinned an object to read it. */
    void read(long handle) {
        int stripe = stripes.mine();
        if (--lines[line(stripe) + LEFT] < 0) {
            sample(stripe, handle);
        }
    }

    /** Somebody pinned an object to write it. */
    void written(long handle) {
        int stripe = stripes.mine();
        if (--lines[line(stripe) + LEFT] < 0) {
            sample(stripe, ~handle);
        }
    }

    private void sample(int stripe, long entry) {
        int line = line(stripe);
        lines[line + LEFT] = distance == 1 ? 0 : next(line);
        rings.setRelease(((long) stripe << RING_SHIFT) + (lines[line + WRITTEN]++ & RING - 1), entry);
    }

    /** Pins to leave out: from 0 to twice the distance, which makes the distance on average. */
    private int next(int line) {
        int random = lines[line + RANDOM];
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        lines[line + RANDOM] = random;
        return (int) ((random & 0xFFFF_FFFFL) * (2L * distance - 1) >>> 32);
    }

    /** Who is told of samples. */
    @FunctionalInterface
    interface Visitor {
        void pinned(long handle, boolean write);
    }

    /** Takes out what is there: of each stripe the oldest first, for the one thread that reads. */
    void drain(Visitor visitor) {
        LongConsumer each = entry -> visitor.pinned(entry < 0 ? ~entry : entry, entry < 0);
        for (int stripe = 0; stripe < stripes.count(); stripe++) {
            int from = lines[line(stripe) + WRITTEN];
            for (int at = from; at < from + RING; at++) {
                take(((long) stripe << RING_SHIFT) + (at & RING - 1), each);
            }
        }
    }

    private void take(long at, LongConsumer visitor) {
        long entry = rings.getAcquire(at);
        if (entry != 0 && rings.compareAndSet(at, entry, 0)) {
            visitor.accept(entry);
        }
    }
}
