package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.footprint.LiveObjects;
import dev.cleave.lab.experiment.footprint.MemoryGrowth;
import dev.cleave.lab.jvm.ChildMain;
import dev.cleave.lab.peer.ByteAllocator;
import java.io.PrintStream;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The JVM in which one allocator carries one load: it prints a line a weighing, then the failures,
 * and ends.
 */
final class DensityProcess {
    /**
     * Blocks that are allocated and freed before the process is weighed, so that code and libraries
     * are there.
     */
    private static final int WARM_UP = 2_000;

    private static final int WARM_UP_BYTES = 33;
    private static final long WARM_UP_CAPACITY = 16L << 20;
    private static final String MARK = "live";

    private DensityProcess() {}

    /** Arguments are those of {@link DensityTrial#toArguments()}. */
    public static void main(String[] arguments) {
        ChildMain.run(out -> run(DensityTrial.parse(List.of(arguments)), out));
        System.exit(0);
    }

    private static void run(DensityTrial trial, PrintStream out) {
        DensityLoad load = trial.load();
        warmUp(trial.contestant());
        try (ByteAllocator allocator = trial.contestant().open(load.capacity(), load.grain())) {
            MemoryGrowth growth = new MemoryGrowth(allocator, trial.contestant().sharedWithJvm());
            LoadOutcome outcome = load.run(
                    allocator, true, liveBytes -> out.println(growth.sample(MARK, liveBytes).toLine()));
            out.println(DensityTrial.FAILURES + outcome.failures());
        }
    }

    /** On an allocator of its own, so that a pool is fresh when the load begins. */
    private static void warmUp(Contestant contestant) {
        try (ByteAllocator allocator = contestant.open(WARM_UP_CAPACITY, 1)) {
            LiveObjects objects = new LiveObjects(allocator, WARM_UP, new SplittableRandom(1));
            for (int each = 0; each < WARM_UP; each++) {
                objects.allocate(WARM_UP_BYTES);
            }
            objects.freeAll();
        }
    }
}
