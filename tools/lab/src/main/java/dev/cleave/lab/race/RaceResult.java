package dev.cleave.lab.race;

import dev.cleave.lab.bench.BenchResult;
import dev.cleave.lab.bench.Environment;
import dev.cleave.lab.bench.Ratios;
import dev.cleave.lab.bench.SkippedTrial;
import dev.cleave.lab.peer.AllocatorName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What came of a race.
 *
 * @param figures each with its allocator, phase and thread count
 * @param skipped what was not measured, each with its reason
 * @param curves of filling and freeing, of each allocator that fills
 * @param seconds it all took
 * @param hurried how many pairs of allocator and workload had short rounds, as the race was late
 */
public record RaceResult(
        Environment environment,
        RaceSettings settings,
        List<Figure> figures,
        List<SkippedTrial> skipped,
        List<FillCurve> curves,
        double seconds,
        int hurried) {
    static final String FLOOR = "floor";
    static final String CLEAVE = "cleave";

    /** Keeps its own copies. */
    public RaceResult {
        figures = List.copyOf(figures);
        skipped = List.copyOf(skipped);
        curves = List.copyOf(curves);
    }

    /**
     * A result, or what a curve says that it would be.
     *
     * @param result its workload is the phase; its operations are none where it is extrapolated
     */
    public record Figure(BenchResult result, boolean extrapolated) {
        boolean is(String allocator, String phase, int threads) {
            return result.allocator().equals(allocator) && isAt(phase, threads);
        }

        boolean isAt(String phase, int threads) {
            return result.workload().equals(phase) && result.threads() == threads;
        }

        boolean isOfYardstick() {
            return AllocatorName.named(result.allocator()).filter(AllocatorName::isYardstick).isPresent();
        }

        /** Nanoseconds an operation. */
        public double nanos() {
            return result.median();
        }
    }

    /** The phases, in the order in which they were run. */
    public List<String> phases() {
        return figures.stream().map(each -> each.result().workload()).distinct().toList();
    }

    /** The thread counts, as they were asked for. */
    public List<Integer> threadCounts() {
        return figures.stream().map(each -> each.result().threads()).distinct().sorted().toList();
    }

    /** The figure of an allocator, if there is one. */
    public Optional<Figure> figure(String allocator, String phase, int threads) {
        return figures.stream().filter(each -> each.is(allocator, phase, threads)).findFirst();
    }

    /** The fastest but the yardsticks, if any was measured. */
    public Optional<Figure> first(String phase, int threads) {
        return figures.stream()
                .filter(each -> each.isAt(phase, threads) && !each.isOfYardstick())
                .min(Comparator.comparingDouble(Figure::nanos));
    }

    /** The figures as the bench has them. */
    List<BenchResult> results() {
        return figures.stream().map(Figure::result).toList();
    }

    /** The figures over one another. */
    Ratios ratios() {
        return new Ratios(results());
    }

    /** The curve of an allocator. */
    public Optional<FillCurve> curve(String allocator, String phase) {
        return curves.stream()
                .filter(each -> each.allocator().equals(allocator) && each.phase().equals(phase))
                .findFirst();
    }

    /** Whether something went wrong, rather than being impossible or too slow. */
    public boolean foundFailures() {
        return skipped.stream().anyMatch(SkippedTrial::failed)
                || figures.stream().anyMatch(each -> each.result().failures() > 0);
    }
}
