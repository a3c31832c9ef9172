package dev.cleave.fleet;

import dev.cleave.lab.fleet.FleetEngine;
import dev.cleave.lab.fleet.FleetException;
import dev.cleave.lab.fleet.FleetQuestion;
import dev.cleave.lab.fleet.FleetReport;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.sweep.SweepEngine;
import dev.cleave.lab.sweep.SweepGrid;
import dev.cleave.lab.sweep.SweepResult;
import dev.cleave.lab.sweep.SweepTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The engine on Apache Spark: within this JVM, or at a master. */
public final class SparkFleetEngine implements FleetEngine {
    /** For {@link java.util.ServiceLoader}. */
    public SparkFleetEngine() {}

    @Override
    public FleetReport analyse(FleetQuestion question, Progress progress) throws FleetException {
        Configuration fileSystems = FleetSession.fileSystems();
        List<FleetFile> files = new Listing(fileSystems).of(question.paths());
        List<FleetFile> traces = files.stream().filter(FleetFile::isTrace).toList();
        List<FleetFile> candidates = files.stream().filter(each -> !each.isTrace()).toList();
        if (candidates.isEmpty() && (traces.isEmpty() || question.whatIf().isEmpty())) {
            throw nothing(question, files.size(), traces.size());
        }
        Optional<TableFolder> folder = Optional.empty();
        if (question.parquet().isPresent()) {
            folder = Optional.of(TableFolder.make(question.parquet().get(), fileSystems));
        }
        try (FleetSession session = FleetSession.open(question.master(), progress)) {
            return analyse(question, session, candidates, traces, folder);
        }
    }

    private static FleetReport analyse(
            FleetQuestion question,
            FleetSession session,
            List<FleetFile> candidates,
            List<FleetFile> traces,
            Optional<TableFolder> folder)
            throws FleetException {
        try (SnapshotTables tables = SnapshotTables.read(session, candidates)) {
            if (tables.snapshots() == 0 && tables.torn().isEmpty()
                    && (traces.isEmpty() || question.whatIf().isEmpty())) {
                throw nothing(question, candidates.size() + traces.size(), traces.size());
            }
            Optional<Swept> swept = Optional.empty();
            if (question.whatIf().isPresent()) {
                swept = Optional.of(sweep(session, traces, question.whatIf().get()));
            }
            if (folder.isPresent()) {
                session.begin("writing tables");
                folder.get().write(tables, swept.map(Swept::result), session);
            }
            session.begin("summing up");
            List<FleetReport.Torn> torn = new ArrayList<>(tables.torn());
            swept.ifPresent(done -> torn.addAll(done.torn()));
            return new FleetQueries(session.spark(), question.top())
                    .report(tables, traces.size(), torn, swept.map(Swept::result));
        }
    }

    /** Rows, and the traces that could not be read. */
    private record Swept(SweepResult result, List<FleetReport.Torn> torn) {}

    private static Swept sweep(FleetSession session, List<FleetFile> traces, SweepGrid grid) {
        session.begin("reading traces");
        SparkSweep sweep = new SparkSweep(session);
        List<SweepTask> tasks = new ArrayList<>();
        List<FleetReport.Torn> torn = new ArrayList<>();
        for (SparkSweep.Kind each : sweep.kinds(traces.stream().map(FleetFile::path).toList())) {
            each.kind().ifPresentOrElse(
                    kind -> grid.settings(kind).forEach(setting -> tasks.add(new SweepTask(each.trace(), setting))),
                    () -> torn.add(new FleetReport.Torn(each.trace(), each.problem())));
        }
        session.begin("replaying");
        return new Swept(sweep.run(tasks), torn);
    }

    private static FleetException nothing(FleetQuestion question, int files, int traces) {
        String where = String.join(", ", question.paths());
        String found = files == 0 ? "no file" : files + (files == 1 ? " file" : " files");
        return new FleetException(where + ": no snapshot among " + found
                + (traces > 0 && question.whatIf().isEmpty()
                        ? ", but " + traces + (traces == 1 ? " trace" : " traces") + ": --what-if replays them"
                        : "; a snapshot is what 'cleave snapshot' or Pool.snapshot() writes"));
    }

    @Override
    public SweepEngine sweeps(String master) {
        return (tasks, progress) -> {
            try (FleetSession session = FleetSession.open(master, progress)) {
                session.begin("replaying");
                return new SparkSweep(session).run(tasks);
            } catch (FleetException noMaster) {
                throw new IllegalArgumentException(noMaster.getMessage(), noMaster);
            }
        };
    }
}
