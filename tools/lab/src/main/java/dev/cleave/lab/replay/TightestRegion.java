package dev.cleave.lab.replay;

import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.Trace;
import java.util.OptionalDouble;

/**
 * The search for the smallest region in which a trace still replays without a failure.
 *
 * <p>Halves the range between the peak of live bytes and the region that was asked for until it is a thousandth of the peak
 * wide. Fitting is not strictly monotonous, as placement differs with the region's size; so what it finds does serve the
 * whole trace, and some still smaller region might.
 */
final class TightestRegion {
    private static final int STEPS_A_PEAK = 1000;

    private final Trace trace;
    private final AllocatorChoice choice;
    private final Addresses addresses;
    private final long unit;
    private final Deadline deadline;

    TightestRegion(Trace trace, AllocatorChoice choice, Addresses addresses, Deadline deadline) {
        this.trace = trace;
        this.choice = choice;
        this.addresses = addresses;
        this.deadline = deadline;
        unit = AllocatorChoice.unit(trace.kind());
    }

    /** The factor found, or empty when not even {@code regionBytes} serve the trace. */
    OptionalDouble search(long regionBytes, Progress progress) {
        long least = choice.regionBytes(trace, 1) / unit;
        long most = regionBytes / unit;
        if (!serves(most)) {
            return OptionalDouble.empty();
        }
        if (serves(least)) {
            return OptionalDouble.of(factor(least));
        }
        long precision = Math.max(1, least / STEPS_A_PEAK);
        int halvings = 64 - Long.numberOfLeadingZeros((most - least) / precision);
        try (ProgressStep step = new ProgressStep(progress, "looking for the tightest region", halvings)) {
            for (int halving = 1; most - least > precision; halving++) {
                long middle = least + most >>> 1;
                if (serves(middle)) {
                    most = middle;
                } else {
                    least = middle;
                }
                step.advance(Math.min(halving, halvings));
            }
        }
        return OptionalDouble.of(factor(most));
    }

    /**
     * The factor for which a region has just so many units: half a unit less, as
     * {@link AllocatorChoice#regionBytes} rounds up, and one unit more need not serve.
     */
    private double factor(long units) {
        return Math.max(1, (units - 0.5) * unit / trace.peakLiveBytes());
    }

    private boolean serves(long units) {
        addresses.reset();
        try (ByteAllocator allocator = choice.opener().open(trace, units * unit)) {
            for (int event = 0; event < trace.events(); event++) {
                deadline.require(event);
                int block = trace.block(event);
                if (!trace.allocates(event)) {
                    allocator.free(addresses.get(block), block);
                    continue;
                }
                long address = allocator.allocate(trace.bytes(block), block);
                if (address == ByteAllocator.NO_ADDRESS) {
                    return false;
                }
                addresses.publish(block, address);
            }
            return true;
        }
    }
}
