package dev.cleave.lab.far;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A tier beside {@code redis-benchmark}, in turns, so that a machine or a server that changes its
 * mood changes it for both. The tier runs a few times before, uncounted: its code is compiled while
 * it runs, as that of a program that uses it for long has been.
 */
public final class FarComparison {
    private static final int WARM_UPS = 15;

    private final FarTrial trial;
    private final RedisBenchmark benchmark;
    private final int size;
    private final int objects;

    /**
     * A comparison.
     *
     * @param size bytes of an object, as the trial has
     * @param objects how many, as the trial has
     */
    public FarComparison(FarTrial trial, RedisBenchmark benchmark, int size, int objects) {
        this.trial = trial;
        this.benchmark = benchmark;
        this.size = size;
        this.objects = objects;
    }

    /**
     * Runs them: a connection of the benchmark's for each thread, and a batch as its pipeline.
     *
     * @param turns of each, of which the medians count
     * @return writes and reads of the tier, then of the benchmark
     * @throws IOException where the benchmark cannot be started, or ends with an error
     */
    public List<FarFigures> run(int threads, int batch, int turns) throws IOException {
        for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
            var unused = trial.turn(threads, batch);
        }
        List<List<FarFigures>> all = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            List<FarFigures> figures = new ArrayList<>(trial.turn(threads, batch));
            figures.addAll(benchmark.run(size, objects, threads, batch));
            all.add(figures);
        }
        List<FarFigures> medians = new ArrayList<>();
        for (int row = 0; row < all.getFirst().size(); row++) {
            int same = row;
            medians.add(FarFigures.median(all.stream().map(each -> each.get(same)).collect(Collectors.toList())));
        }
        return medians;
    }
}
