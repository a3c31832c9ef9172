package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.footprint.Footprint;
import dev.cleave.lab.experiment.footprint.FootprintChart;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.Median;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code bursts}: what is resident where bursts of other sizes come one after another, and a tenth
 * of each stays.
 */
final class BurstsCase implements DensityCase {
    private static final long LEAST_OF_POOL = 32 << 10;
    private static final long MOST_OF_POOL = 4 << 20;
    private static final long LEAST_OF_HEAP = 64;
    private static final int BLOCKS_A_BURST = 8;
    private static final Contestant[] OF_POOL = {Contestant.EXTENT, Contestant.HEAP, Contestant.MALLOC,
        Contestant.JEMALLOC, Contestant.RPMALLOC};
    private static final Contestant[] OF_HEAP = {
        Contestant.HEAP, Contestant.MALLOC, Contestant.JEMALLOC, Contestant.RPMALLOC};

    private final DensityRun run;
    private final long capacity;
    private final long seed;
    private final int repetitions;

    BurstsCase(DensityRun run, long capacity, long seed, int repetitions) {
        this.run = run;
        this.capacity = capacity;
        this.seed = seed;
        this.repetitions = repetitions;
        run.plan((long) repetitions * (run.weighable(OF_POOL).size() + run.weighable(OF_HEAP).size()));
    }

    @Override
    public Findings measure() {
        List<DensityRow> rows = new ArrayList<>();
        List<ChartPanel> panels = new ArrayList<>();
        long mostOfPool = Math.min(MOST_OF_POOL, capacity / Bursts.BURSTS_A_CAPACITY / BLOCKS_A_BURST);
        measure(LEAST_OF_POOL, mostOfPool, OF_POOL, rows, panels);
        measure(LEAST_OF_HEAP, LEAST_OF_POOL, OF_HEAP, rows, panels);
        return new Findings(rows, panels);
    }

    private void measure(
            long least, long most, Contestant[] contestants, List<DensityRow> rows, List<ChartPanel> panels) {
        List<Footprint> drawn = new ArrayList<>();
        for (Contestant contestant : run.weighable(contestants)) {
            List<Weighed> weighed = new ArrayList<>();
            for (int each = 0; each < repetitions; each++) {
                run.weigh(contestant, new Bursts(least, most, capacity, seed + each)).ifPresent(weighed::add);
            }
            if (!weighed.isEmpty()) {
                rows.add(row(contestant, weighed).size(least).otherSize(most));
                drawn.add(weighed.getFirst().footprint());
            }
        }
        if (!drawn.isEmpty()) {
            panels.add(FootprintChart.resident(
                    "Bursts of " + ByteText.of(least) + " to " + ByteText.of(most)
                            + ", a tenth of each stays: resident memory",
                    "steps: the top of each burst, and when most of it is freed", drawn));
        }
    }

    private static DensityRow row(Contestant contestant, List<Weighed> weighed) {
        double perLive = Median.of(weighed.stream().mapToDouble(Weighed::peakResidentPerLive).toArray());
        return new DensityRow(Bursts.KIND, contestant)
                .resident(perLive)
                .failures(weighed.stream().mapToLong(Weighed::failures).sum());
    }
}
