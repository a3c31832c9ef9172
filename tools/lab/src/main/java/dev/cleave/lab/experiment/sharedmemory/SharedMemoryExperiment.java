package dev.cleave.lab.experiment.sharedmemory;

import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClDevice;
import dev.cleave.gpu.shared.MemoryPolicy;
import dev.cleave.gpu.shared.SharedTask;
import dev.cleave.gpu.shared.TaskKernel;
import dev.cleave.gpu.shared.TaskReport;
import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code lab shared-memory}: many small tasks of unlike needs in one persistent kernel. */
public final class SharedMemoryExperiment implements Experiment {
    private static final String LAUNCH_EACH = "launch-each";
    private static final int TASKS = 4_000;
    private static final int TEAMS = 32;
    private static final int TEAM_ITEMS = 32;
    private static final int UNIT = 128;
    private static final int REPETITIONS = 3;
    private static final long USUAL_ARENA = 48 << 10;
    private static final long LEAST_ARENA = 16 << 10;
    private static final long GREATEST_ARENA = 128 << 10;

    @Override
    public String name() {
        return "shared-memory";
    }

    @Override
    public String question() {
        return "How many tasks share a work-group's memory? A buddy in the kernel beside static partitions";
    }

    @Override
    public String explanation() {
        return """
                %d tasks run in a persistent kernel, on the first graphics card that OpenCL has, or on the CPU. A work-group
                has %d teams; a team takes a task from the queue, finds memory for it in the group's arena (--region;
                48KiB unless told, or 32KiB or 16KiB where a group may not have as much), and works on it a slice a round.
                exact-fit and buddy: memory from the buddy in the kernel, to the unit of %d bytes or in powers of two.
                static-classes: slots of each power of two, as many as the load as a whole needs. static-slots: equal
                slots of the largest task's power of two. launch-each: each task in a launch of its own, one at a time.
                resident: tasks that had memory, on an average of the rounds of a group; ofStaticClasses is its ratio
                to that policy. waits: rounds that tasks waited for memory. arenaPercent: the share of the arena that
                was taken. failures: tasks whose memory another wrote to, and frees that were refused. millis: the
                median elapsed time of the repetitions."""
                .formatted(TASKS, TEAMS, UNIT);
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        settings.requireOneThread();
        return Device.run(name(), (context, parameters) -> run(settings, progress, context, parameters));
    }

    private ExperimentResult run(
            ExperimentSettings settings, Progress progress, OpenClContext context, Map<String, Object> parameters) {
        TaskKernel kernel = kernel(settings, context.device());
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        parameters.put("groups", kernel.groups());
        parameters.put("teams", kernel.teams());
        parameters.put("teamItems", kernel.teamItems());
        parameters.put("arenaBytes", kernel.arenaBytes());
        parameters.put("unitBytes", kernel.unitBytes());
        parameters.put("tasks", TASKS);
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (TaskLoad load : TaskLoad.values()) {
            progress.advance(load.label(), load.ordinal(), TaskLoad.values().length);
            rows.addAll(rows(context, kernel, load, load.tasks(TASKS, settings.seed()), repetitions));
        }
        progress.advance("done", TaskLoad.values().length, TaskLoad.values().length);
        return new ExperimentResult(name(), parameters, rows, panels(rows));
    }

    /** Unless told otherwise: 48, 32 or 16 KiB, the most that a work-group may have. */
    private static TaskKernel kernel(ExperimentSettings settings, OpenClDevice device) {
        int items = Math.clamp(device.workGroupSize() / TEAMS, 1, TEAM_ITEMS);
        long usual = USUAL_ARENA;
        TaskKernel kernel = kernel(items, device, usual);
        while (kernel.localBytes() > device.localMemoryBytes() && usual > LEAST_ARENA) {
            usual -= LEAST_ARENA;
            kernel = kernel(items, device, usual);
        }
        long arena = settings.region(usual, LEAST_ARENA, GREATEST_ARENA, LEAST_ARENA,
                "16KiB to 128KiB and a multiple of 16KiB for this experiment");
        return kernel(items, device, arena);
    }

    private static TaskKernel kernel(int items, OpenClDevice device, long arena) {
        return new TaskKernel(TEAMS, items, device.computeUnits(), Math.toIntExact(arena), UNIT);
    }

    private static List<Map<String, Object>> rows(
            OpenClContext context, TaskKernel kernel, TaskLoad load, List<SharedTask> tasks, int repetitions) {
        Map<String, List<TaskReport>> found = new LinkedHashMap<>();
        for (MemoryPolicy policy : MemoryPolicy.values()) {
            found.put(policy.label(), repeat(repetitions, () -> kernel.run(context, policy, tasks)));
        }
        found.put(LAUNCH_EACH, repeat(repetitions, () -> kernel.runOneLaunchEach(context, tasks)));
        double partitioned = resident(found.getOrDefault(MemoryPolicy.STATIC_CLASSES.label(), List.of()));
        List<Map<String, Object>> rows = new ArrayList<>();
        found.forEach((policy, reports) -> rows.add(row(load, policy, reports, partitioned)));
        return rows;
    }

    private static List<TaskReport> repeat(int repetitions, Supplier<TaskReport> run) {
        List<TaskReport> reports = new ArrayList<>();
        for (int turn = 0; turn < repetitions; turn++) {
            reports.add(run.get());
        }
        return reports;
    }

    private static double resident(List<TaskReport> reports) {
        return reports.stream().mapToDouble(TaskReport::resident).average().orElse(Double.NaN);
    }

    private static Map<String, Object> row(
            TaskLoad load, String policy, List<TaskReport> reports, double partitioned) {
        boolean persistent = !policy.equals(LAUNCH_EACH);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("load", load.label());
        row.put("policy", policy);
        row.put("resident", hundredths(resident(reports)));
        row.put("ofStaticClasses", hundredths(resident(reports) / partitioned));
        row.put("waits", Math.round(reports.stream().mapToLong(TaskReport::waits).average().orElseThrow()));
        row.put("arenaPercent", persistent
                ? ExperimentResult.percent(reports.stream().mapToDouble(TaskReport::share).average().orElseThrow())
                : ExperimentResult.UNKNOWN);
        row.put("failures", reports.stream().mapToLong(each -> each.wrongSums() + each.refusedFrees()).sum());
        row.put("millis", hundredths(Median.of(reports.stream().mapToDouble(TaskReport::nanos).toArray()) / 1e6));
        return row;
    }

    private static double hundredths(double value) {
        return Math.round(100 * value) / 100.0;
    }

    private static List<BarPanel> panels(List<Map<String, Object>> rows) {
        List<BarPanel> panels = new ArrayList<>();
        for (TaskLoad load : TaskLoad.values()) {
            panels.add(panel(rows, load, "resident", "Tasks resident, load " + load.label(), "tasks a work-group"));
        }
        panels.add(panel(rows, TaskLoad.MIXED, "millis", "Time for all tasks, load mixed", "milliseconds"));
        return panels;
    }

    private static BarPanel panel(
            List<Map<String, Object>> rows, TaskLoad load, String column, String title, String upward) {
        return new BarPanel(title, upward, rows.stream()
                .filter(row -> load.label().equals(row.get("load")))
                .map(row -> new BarPanel.Bar(String.valueOf(row.get("policy")),
                        row.get(column) instanceof Number figure ? figure.doubleValue() : 0))
                .toList());
    }
}
