package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code lab density}: how much of a pool can be used, how large a block can be had of it, and what
 * it takes of real memory.
 */
public final class DensityExperiment implements Experiment {
    private static final long DEFAULT_REGION = 512L << 20;
    private static final long LEAST_REGION = 32L << 20;
    private static final long GREATEST_REGION = 4L << 30;
    private static final List<String> CASES =
            List.of(Fill.KIND, Phases.KIND, Bursts.KIND, TwoThreads.KIND, TraceLoad.KIND);

    @Override
    public String name() {
        return "density";
    }

    @Override
    public String question() {
        return "How full does a pool get, and what does it take for what is live? Beside the ideal and the peers";
    }

    @Override
    public String explanation() {
        return """
                fill: blocks of one size fill a fresh pool, for %d sizes of %s to an eighth of the region.
                phases: in each round a block of size (a quarter of the region, then half) comes and goes,
                and %d of otherSize stay, until the large one is refused.
                bursts: %d bursts of a %dth of the region; the sizes of each lie within a factor of two,
                somewhere from size to otherSize, and a random tenth of it stays.
                threads: two threads in turns fill a fresh pool, one with blocks of size, one of otherSize.
                trace: recorded traces (--trace) in capacityPerPeak times their peak, and without a limit.
                ideal is a textbook's best fit by address, exact and without memory. cleave is asked for blocks
                by order (block), to the unit (extent: a pool's), and by the byte (heap), with the settings that
                a pool and a heap have unless told. malloc, jemalloc and rpmalloc have no capacity, and so
                cannot be full. useAtRefusal: bytes asked for and live, for each byte of capacity, when the first
                request was refused; useOfIdeal: the same for each such byte of the ideal. largestServed: the
                largest block to be had at that moment, or when small ones take use of the region.
                peakResidentPerLive: the most by which a JVM of its own grew, for each byte of the most that was
                live, exact to about a MiB; in fill for every %dth size, in threads for every %dth pair, in phases
                for the quarter, in bursts the median over the repetitions. failures: requests that were not
                served, in bursts and trace. The tables sum up: of fill and threads they have medians over all
                sizes, the least of them and where it is; --json has them all, as shares of 1."""
                .formatted(FillSizes.COUNT, ByteText.of(OrderedBlocks.UNIT), Phases.KEPT, Bursts.BURSTS,
                        Bursts.BURSTS_A_CAPACITY, FillCase.SIZES_A_WEIGHING, FillCase.PAIRS_A_WEIGHING);
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public boolean measuresRefusals() {
        return true;
    }

    @Override
    public List<String> cases() {
        return CASES;
    }

    @Override
    public List<String> allocators() {
        return Contestant.allocators();
    }

    @Override
    public boolean takesTraces() {
        return true;
    }

    @Override
    public List<String> table(ExperimentResult result) {
        return DensityTable.of(result.rows());
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, LEAST_REGION,
                "a multiple of 32MiB from 32MiB to 4GiB for this experiment");
        settings.requireOneThread();
        int repetitions = settings.repetitions().orElse(1);
        List<String> cases = settings.casesOf(CASES);
        DensityRun run = new DensityRun(Contestant.of(settings.allocators()), progress);
        List<DensityCase> planned = cases.stream()
                .map(each -> plan(each, run, region, repetitions, settings))
                .toList();
        List<Map<String, Object>> rows = new ArrayList<>();
        List<ChartPanel> panels = new ArrayList<>();
        for (DensityCase each : planned) {
            DensityCase.Findings findings = each.measure();
            findings.rows().forEach(row -> rows.add(row.cells()));
            panels.addAll(findings.panels());
        }
        run.end();
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", region);
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        parameters.put("cases", cases);
        parameters.put("notMeasured", run.notMeasured());
        return new ExperimentResult(name(), parameters, rows, panels);
    }

    private static DensityCase plan(
            String label, DensityRun run, long region, int repetitions, ExperimentSettings settings) {
        return switch (label) {
            case Fill.KIND -> FillCase.oneSize(run, region);
            case Phases.KIND -> new PhasesCase(run, region);
            case Bursts.KIND -> new BurstsCase(run, region, settings.seed(), repetitions);
            case TwoThreads.KIND -> FillCase.twoThreads(run, region, settings.seed());
            default -> new TraceCase(run, settings.traces());
        };
    }
}
