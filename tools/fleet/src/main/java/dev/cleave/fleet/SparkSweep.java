package dev.cleave.fleet;

import dev.cleave.lab.replay.ImpossibleReplayException;
import dev.cleave.lab.sweep.SweepResult;
import dev.cleave.lab.sweep.SweepRow;
import dev.cleave.lab.sweep.SweepTask;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceKind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** The cells of a sweep as Spark's tasks, one each. */
final class SparkSweep {
    private final FleetSession session;

    SparkSweep(FleetSession session) {
        this.session = session;
    }

    /** The kind of a trace, or what is wrong with it. */
    record Kind(String trace, @Nullable TraceKind known, String problem) implements Serializable {
        Optional<TraceKind> kind() {
            return Optional.ofNullable(known);
        }
    }

    /** A row, or why there is none. */
    private record Outcome(@Nullable SweepRow row, SweepResult.@Nullable Refusal refusal) implements Serializable {}

    /** Reads every trace to its end. */
    List<Kind> kinds(List<String> traces) {
        if (traces.isEmpty()) {
            return List.of();
        }
        Broadcast<SerializableConfiguration> configuration = session.configuration();
        return session.context().parallelize(traces, traces.size())
                .map(trace -> kind(trace, configuration.value()))
                .collect();
    }

    private static Kind kind(String trace, SerializableConfiguration configuration) {
        try {
            return new Kind(trace, TraceFile.read(trace, configuration.value()).kind(), "");
        } catch (MalformedTraceException torn) {
            return new Kind(trace, null, String.valueOf(torn.getMessage()));
        }
    }

    /** Runs them all, those of one trace after each other where there are fewer processors. */
    SweepResult run(List<SweepTask> tasks) {
        if (tasks.isEmpty()) {
            return new SweepResult(List.of(), List.of());
        }
        Broadcast<SerializableConfiguration> configuration = session.configuration();
        List<SweepRow> rows = new ArrayList<>();
        List<SweepResult.Refusal> refusals = new ArrayList<>();
        for (Outcome each : session.context().parallelize(tasks, tasks.size())
                .map(task -> outcome(task, configuration.value()))
                .collect()) {
            if (each.row() != null) {
                rows.add(each.row());
            } else if (each.refusal() != null) {
                refusals.add(each.refusal());
            }
        }
        return new SweepResult(rows, refusals);
    }

    private static Outcome outcome(SweepTask task, SerializableConfiguration configuration) {
        try {
            return new Outcome(task.run(TraceFile.read(task.trace(), configuration.value())), null);
        } catch (ImpossibleReplayException | MalformedTraceException refused) {
            return new Outcome(null, new SweepResult.Refusal(task, String.valueOf(refused.getMessage())));
        }
    }
}
