package dev.cleave.lab.replay;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Fragmentation over a pass: internal at each event, external whenever the free blocks were looked at. */
final class FragmentationTally {
    private long requestedPeak;
    private double internalAtPeak = 1;
    private double internalSum;
    private long events;
    private double externalSum;
    private int looks;
    private OptionalDouble externalAtPeak = OptionalDouble.empty();
    private OptionalInt largestFreeOrderAtPeak = OptionalInt.empty();

    /** After an event so many bytes are live as they were asked for, and as they were set aside. */
    void holds(long requested, long used) {
        if (requested <= 0) {
            return;
        }
        double ratio = (double) used / requested;
        internalSum += ratio;
        events++;
        if (requested > requestedPeak) {
            requestedPeak = requested;
            internalAtPeak = ratio;
        }
    }

    /** The free blocks were looked at. */
    void scatters(double unusableFreeSpaceIndex, int largestFreeOrder, boolean atPeak) {
        externalSum += unusableFreeSpaceIndex;
        looks++;
        if (atPeak) {
            externalAtPeak = OptionalDouble.of(unusableFreeSpaceIndex);
            largestFreeOrderAtPeak = OptionalInt.of(largestFreeOrder);
        }
    }

    ReplayResult.Fragmentation result() {
        return new ReplayResult.Fragmentation(
                internalAtPeak,
                events == 0 ? 1 : internalSum / events,
                externalAtPeak,
                looks == 0 ? OptionalDouble.empty() : OptionalDouble.of(externalSum / looks),
                largestFreeOrderAtPeak);
    }
}
