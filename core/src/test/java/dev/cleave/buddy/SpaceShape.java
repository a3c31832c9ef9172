package dev.cleave.buddy;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The settings of a space under test.
 *
 * @param units how many units
 * @param magazines whether stripes keep magazines
 * @param stripes how many stripes, a power of two
 * @param wandering whether each call comes by the next stripe; else all come by the thread's
 * @param segment whether metadata lies in an off-heap segment; else in arrays
 */
public record SpaceShape(long units, boolean magazines, int stripes, boolean wandering, boolean segment) {
    /** A new space of this shape. */
    public BuddySpace build() {
        BuddySpaceBuilder builder = BuddySpace.builder(units).magazines(magazines).stripes(stripes);
        if (wandering) {
            IntSupplier nextStripe = new AtomicInteger()::getAndIncrement;
            builder.stripeChooser(nextStripe);
        }
        if (segment) {
            builder.metadata(Arena.ofAuto().allocate(BuddySpace.metadataBytes(units), Long.BYTES));
        }
        return builder.build();
    }
}
