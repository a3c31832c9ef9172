package dev.cleave.lab.experiment.placement;

import dev.cleave.workshop.contract.BlockAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One run of a placement workload.
 *
 * @param largestOrder orders are uniform in 0 to this
 * @param threads each with an equal share of the space
 * @param units of the space
 */
record PlacementTrial(PlacementWorkload workload, int largestOrder, int threads, long units) {
    /** The order of a block of 2 MiB. */
    static final int WHOLE_ORDER = 9;

    /**
     * What a run ended with.
     *
     * @param share of free units in blocks of 2 MiB and more, 0 to 1
     * @param failures requests that could not be served
     */
    record Outcome(double share, long failures) {}

    /** Runs the workload on an empty space. */
    Outcome run(BlockAllocator space, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        List<Churner> churners = new ArrayList<>();
        for (int each = 0; each < threads; each++) {
            churners.add(new Churner(space, seeds.split(), largestOrder));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int stage = 0; stage < workload.stages(); stage++) {
                runStage(executor, churners, stage);
            }
        }
        space.drain();
        long failures = churners.stream().mapToLong(Churner::failures).sum();
        return new Outcome(wholeShare(space.freeBlocksByOrder()), failures);
    }

    private void runStage(ExecutorService executor, List<Churner> churners, int stage) {
        List<Future<?>> running = new ArrayList<>();
        for (Churner churner : churners) {
            running.add(executor.submit(() -> workload.run(stage, churner, units / threads)));
        }
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException failure) {
                throw new IllegalStateException("stage " + stage + " of " + workload.label() + " failed: "
                        + failure.getCause(), failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", interrupted);
            }
        }
    }

    /** The share of free units that lie in blocks of 2 MiB and more; 1 when nothing is free. */
    static double wholeShare(long[] freeBlocksByOrder) {
        long free = 0;
        long whole = 0;
        for (int order = 0; order < freeBlocksByOrder.length; order++) {
            long units = freeBlocksByOrder[order] << order;
            free += units;
            whole += order >= WHOLE_ORDER ? units : 0;
        }
        return free == 0 ? 1 : (double) whole / free;
    }
}
