package dev.cleave.lab.experiment.sharedmemory;

import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.shared.SharedHeap;
import dev.cleave.gpu.shared.SharedHeapStress;
import dev.cleave.gpu.shared.StressReport;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code lab shared-stress}: the buddy in the kernel, every work-item at once, every block checked.
 */
public final class SharedStressExperiment implements Experiment {
    private static final int UNITS = 1000;
    private static final int MOST_UNITS = 64;
    private static final int GROUP_ITEMS = 256;
    private static final int GROUPS_A_COMPUTE_UNIT = 4;
    private static final int OPERATIONS = 2_500_000;

    private final int rowOperations;

    /** With ten million operations in all. */
    public SharedStressExperiment() {
        this(OPERATIONS);
    }

    /** With so many operations a row and repetition, rounded up to the same for each work-item. */
    SharedStressExperiment(int rowOperations) {
        this.rowOperations = rowOperations;
    }

    @Override
    public String name() {
        return "shared-stress";
    }

    @Override
    public String question() {
        return "Does the buddy in a kernel keep its blocks apart? Thousands of work-items, every block checked";
    }

    @Override
    public String explanation() {
        return """
                Every work-item allocates blocks of 1 to %d units of a heap of %d, stamps each unit, checks the stamps,
                tries a free inside the block, which must be refused, and frees the block: %,d operations a row and
                repetition. local: each work-group has a heap in its local memory. global: all
                work-groups share one heap in global memory, so that they race for it on a CPU too. noRoom: allocations
                that found none. failures: units with another's stamp, frees with a wrong answer, and heaps that
                were not one free whole when all was freed."""
                .formatted(MOST_UNITS, UNITS, rowOperations);
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        settings.requireOneThread();
        return Device.run(name(), (context, parameters) -> run(settings, progress, context, parameters));
    }

    private ExperimentResult run(
            ExperimentSettings settings, Progress progress, OpenClContext context, Map<String, Object> parameters) {
        int repetitions = settings.repetitions().orElse(1);
        int items = (int) Math.min(GROUP_ITEMS, context.device().workGroupSize());
        int groups = GROUPS_A_COMPUTE_UNIT * context.device().computeUnits();
        int operations = Math.ceilDiv(rowOperations, items * groups);
        parameters.put("groups", groups);
        parameters.put("groupItems", items);
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String place : List.of("local", "global")) {
            for (SharedHeap.Fit fit : SharedHeap.Fit.values()) {
                List<StressReport> reports = new ArrayList<>();
                for (int turn = 0; turn < repetitions; turn++) {
                    progress.advance(place + ", " + label(fit), (long) rows.size() * repetitions + turn,
                            4L * repetitions);
                    SharedHeapStress stress = new SharedHeapStress(new SharedHeap(UNITS, fit), groups, items,
                            operations, MOST_UNITS, (int) (settings.seed() + turn));
                    reports.add(place.equals("local") ? stress.runLocal(context) : stress.runShared(context));
                }
                rows.add(row(place, fit, reports));
            }
        }
        progress.advance("done", 4L * repetitions, 4L * repetitions);
        return new ExperimentResult(name(), parameters, rows);
    }

    private static String label(SharedHeap.Fit fit) {
        return fit.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Object> row(String place, SharedHeap.Fit fit, List<StressReport> reports) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("place", place);
        row.put("fit", label(fit));
        row.put("operations", reports.stream().mapToLong(StressReport::operations).sum());
        row.put("allocated", reports.stream().mapToLong(StressReport::allocated).sum());
        row.put("noRoom", reports.stream().mapToLong(StressReport::noRoom).sum());
        row.put("wrongStamps", reports.stream().mapToLong(StressReport::wrongStamps).sum());
        row.put("failures", reports.stream()
                .mapToLong(each -> each.wrongStamps() + each.wrongFrees() + each.unwhole())
                .sum());
        double seconds = reports.stream().mapToLong(StressReport::nanos).sum() / 1e9;
        row.put("seconds", Math.round(100 * seconds) / 100.0);
        return row;
    }
}
