package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.report.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code phases}: how long large blocks can still be had where each leaves a few small ones behind.
 */
final class PhasesCase implements DensityCase {
    /** The pool in terms of the large block. */
    static final int[] SHARES = {4, 2};

    /** At so many steps of use the largest block that can be had is looked for. */
    static final int STEPS = 10;

    private static final double MIB = 1 << 20;
    private static final Contestant[] CONTESTANTS = {Contestant.IDEAL, Contestant.EXTENT, Contestant.HEAP,
        Contestant.MALLOC, Contestant.JEMALLOC, Contestant.RPMALLOC};

    private final DensityRun run;
    private final long capacity;

    PhasesCase(DensityRun run, long capacity) {
        this.run = run;
        this.capacity = capacity;
        run.plan((long) SHARES.length * run.bounded(CONTESTANTS).size() * (1 + STEPS));
        run.plan(run.weighable(CONTESTANTS).size());
    }

    @Override
    public Findings measure() {
        List<DensityRow> rows = new ArrayList<>();
        List<ChartPanel> panels = new ArrayList<>();
        for (int share : SHARES) {
            Phases load = new Phases(capacity / share, capacity);
            List<ChartPanel.Line> lines = curves(load, rows);
            panels.add(new ChartPanel(
                    "Blocks of " + ByteText.of(load.large())
                            + " come and go, small ones stay: the largest that is served",
                    "tenths of the pool that the small ones take", "MiB", lines));
            for (Contestant contestant : run.weighable(CONTESTANTS)) {
                if (!contestant.bounded()) {
                    weigh(contestant, load).ifPresent(
                            weighed -> rows.add(row(contestant, load).resident(weighed.peakResidentPerLive())));
                }
            }
        }
        return new Findings(rows, panels);
    }

    /** Adds the rows of those that can be full, and answers what they serve, a line each. */
    private List<ChartPanel.Line> curves(Phases load, List<DensityRow> rows) {
        List<ChartPanel.Line> lines = new ArrayList<>();
        OptionalLong ideal = OptionalLong.empty();
        for (Contestant contestant : run.bounded(CONTESTANTS)) {
            OptionalLong refused = run.carry(contestant, load).liveAtRefusal();
            ideal = contestant == Contestant.IDEAL ? refused : ideal;
            DensityRow whole = row(contestant, load)
                    .refused(refused, capacity, ideal)
                    .largestServed(largestServed(contestant, load, refused.orElseThrow()));
            weigh(contestant, load).ifPresent(weighed -> whole.resident(weighed.peakResidentPerLive()));
            rows.add(whole);
            List<Double> curve = new ArrayList<>();
            for (int step = 1; step < STEPS; step++) {
                long largest = largestServed(contestant, load, capacity * step / STEPS);
                rows.add(row(contestant, load).use((double) step / STEPS).largestServed(largest));
                curve.add(largest / MIB);
            }
            lines.add(new ChartPanel.Line(contestant.label(), curve));
        }
        return lines;
    }

    /** Only with the smaller of the large blocks, as each round writes to all of it. */
    private Optional<Weighed> weigh(Contestant contestant, Phases load) {
        return contestant.hasMemory() && load.large() == capacity / SHARES[0]
                ? run.weigh(contestant, load)
                : Optional.empty();
    }

    private long largestServed(Contestant contestant, Phases load, long liveBytes) {
        return run.ask(contestant, load, allocator -> load.largestServedAt(liveBytes, allocator));
    }

    private static DensityRow row(Contestant contestant, Phases load) {
        return new DensityRow(Phases.KIND, contestant).size(load.large()).otherSize(load.small());
    }
}
