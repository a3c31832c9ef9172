package dev.cleave.lab.experiment.density;

import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code trace}: recorded traces in little more than they have live at their peak. */
final class TraceCase implements DensityCase {
    /** Capacities in terms of the most bytes that are live at a time. */
    static final List<Double> FACTORS = List.of(1.05, 1.1, 1.2);

    /** That of them in which what is resident is weighed. */
    private static final double WEIGHED_FACTOR = 1.2;

    private static final Contestant[] OF_PAGES = {Contestant.IDEAL, Contestant.BLOCK, Contestant.EXTENT,
        Contestant.MALLOC, Contestant.JEMALLOC, Contestant.RPMALLOC};
    private static final Contestant[] OF_HEAP = {
        Contestant.IDEAL, Contestant.HEAP, Contestant.MALLOC, Contestant.JEMALLOC, Contestant.RPMALLOC};

    private final DensityRun run;
    private final List<Trace> traces;

    TraceCase(DensityRun run, List<Trace> traces) {
        this.run = run;
        this.traces = traces;
        for (Trace each : traces) {
            Contestant[] contestants = contestants(each);
            run.plan((long) FACTORS.size() * run.bounded(contestants).size() + run.weighable(contestants).size());
        }
        if (traces.isEmpty()) {
            run.leaveOut(
                    TraceLoad.KIND + ": no trace was given; ask --trace with a file or a directory of recorded traces");
        }
    }

    private static Contestant[] contestants(Trace trace) {
        return trace.kind() == TraceKind.PAGES ? OF_PAGES : OF_HEAP;
    }

    @Override
    public Findings measure() {
        List<DensityRow> rows = new ArrayList<>();
        for (Trace trace : traces) {
            for (double factor : FACTORS) {
                replay(trace, factor, rows);
            }
            for (Contestant contestant : run.weighable(contestants(trace))) {
                if (!contestant.bounded()) {
                    weigh(contestant, trace).ifPresent(weighed -> rows.add(row(contestant, trace)
                            .resident(weighed.peakResidentPerLive())
                            .failures(weighed.failures())));
                }
            }
        }
        return new Findings(rows, List.of());
    }

    /**
     * Adds the rows of those that can be full; the largest capacity is the one in which they are
     * weighed.
     */
    private void replay(Trace trace, double factor, List<DensityRow> rows) {
        TraceLoad load = TraceLoad.of(trace, factor);
        OptionalLong ideal = OptionalLong.empty();
        for (Contestant contestant : run.bounded(contestants(trace))) {
            LoadOutcome outcome = run.carry(contestant, load);
            ideal = contestant == Contestant.IDEAL ? outcome.liveAtRefusal() : ideal;
            DensityRow row = row(contestant, trace)
                    .capacityPerPeak(factor)
                    .refused(outcome.liveAtRefusal(), load.capacity(), ideal)
                    .failures(outcome.failures());
            if (factor == WEIGHED_FACTOR && contestant.hasMemory()) {
                weigh(contestant, trace).ifPresent(weighed -> row.resident(weighed.peakResidentPerLive()));
            }
            rows.add(row);
        }
    }

    private Optional<Weighed> weigh(Contestant contestant, Trace trace) {
        return run.weigh(contestant, TraceLoad.of(trace, WEIGHED_FACTOR));
    }

    private static DensityRow row(Contestant contestant, Trace trace) {
        return new DensityRow(TraceLoad.KIND, contestant).trace(Trace.shortName(trace.name()));
    }
}
