package dev.cleave.lab.experiment.tlb;

import dev.cleave.lab.bench.Clock;
import dev.cleave.lab.experiment.TlbShape;
import dev.cleave.lab.jvm.ResidentMemory;
import dev.cleave.lab.report.Median;
import dev.cleave.memory.OperatingSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * One layout, walked.
 *
 * @param byteSize bytes of the memory, a multiple of a huge page
 * @param repetitions timed walks, of which the median counts
 * @param shape of the model
 */
record LayoutTrial(
        OperatingSystem system, Layout layout, long byteSize, int repetitions, TlbShape shape, long seed) {
    /** The shortest random walk comes by so many pages; each longer one by twice as many. */
    static final int FEWEST_PAGES = 16;

    private static final long STEPS = 1 << 18;
    private static final int WARM_UP_WALKS = 5;

    /**
     * What a layout came to.
     *
     * @param steps processor time of a step of each random walk, the shortest first, in
     *     nanoseconds
     * @param stepMisses the model's misses a step of each of them, from the second round on
     * @param inOrderNanos the time of a read in the order of addresses
     * @param faults of the thread, while all of it is written for the first time; empty where not
     *     told
     * @param anonHugePagesBytes in huge pages afterwards; empty where not told
     * @param modelMisses the model's misses of one walk over all pages in order
     */
    record Outcome(
            List<Double> steps,
            List<Double> stepMisses,
            double inOrderNanos,
            OptionalLong faults,
            OptionalLong anonHugePagesBytes,
            long modelMisses,
            int maps,
            String backing) {}

    /**
     * Opens the layout, walks it, gives it back.
     *
     * @throws UnsupportedOperationException where this system cannot have the layout
     */
    Outcome run() {
        SplittableRandom random = new SplittableRandom(seed);
        try (LaidOut laidOut = layout.open(system, byteSize, random)) {
            OptionalLong hugeBefore = hugePagesBytes();
            OptionalLong faultsBefore = PageFaults.now();
            laidOut.memory().fill((byte) 0);
            OptionalLong faults = difference(faultsBefore, PageFaults.now());
            OptionalLong huge = difference(hugeBefore, hugePagesBytes());
            List<Double> steps = new ArrayList<>();
            List<Double> misses = new ArrayList<>();
            for (int pages = FEWEST_PAGES; pages <= byteSize / system.pageSize(); pages *= 2) {
                PointerChase chase = new PointerChase(laidOut.memory(), pages, system.pageSize(), random);
                steps.add(nanos(Math.max(STEPS, chase.steps()), () -> chase.walk(Math.max(STEPS, chase.steps()))));
                misses.add(missesPerStep(chase));
            }
            double inOrder = nanos(PointerChase.linesOf(laidOut.memory()),
                    () -> PointerChase.walkInOrder(laidOut.memory()));
            return new Outcome(steps, misses, inOrder, faults, huge, missesInOrder(), laidOut.maps(),
                    laidOut.backing());
        }
    }

    private double nanos(long steps, LongSupplier walk) {
        long expected = walk.getAsLong();
        for (int each = 1; each < WARM_UP_WALKS; each++) {
            requireSame(expected, walk.getAsLong());
        }
        double[] nanos = new double[repetitions];
        for (int each = 0; each < repetitions; each++) {
            long start = Clock.PROCESSOR.threadNanos();
            long found = walk.getAsLong();
            nanos[each] = (double) (Clock.PROCESSOR.threadNanos() - start) / steps;
            requireSame(expected, found);
        }
        return Median.of(nanos);
    }

    /** Reads whose values nobody looks at would be left out by the compiler. */
    private static void requireSame(long expected, long found) {
        if (found != expected) {
            throw new IllegalStateException("a walk came to " + found + ", and the first one to " + expected
                    + ": something else writes to the memory");
        }
    }

    private double missesPerStep(PointerChase chase) {
        Tlb model = new Tlb(shape);
        chase.walk(model, layout.pageBytes(system));
        model.startCounting();
        chase.walk(model, layout.pageBytes(system));
        return (double) model.misses() / model.accesses();
    }

    private long missesInOrder() {
        Tlb model = new Tlb(shape);
        for (long at = 0; at < byteSize; at += system.pageSize()) {
            model.access(at, layout.pageBytes(system));
        }
        return model.misses();
    }

    private static OptionalLong hugePagesBytes() {
        return ResidentMemory.isKnown() ? OptionalLong.of(ResidentMemory.hugePagesBytes()) : OptionalLong.empty();
    }

    private static OptionalLong difference(OptionalLong before, OptionalLong after) {
        return before.isPresent() && after.isPresent()
                ? OptionalLong.of(Math.max(0, after.getAsLong() - before.getAsLong()))
                : OptionalLong.empty();
    }
}
