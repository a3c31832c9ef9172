package dev.cleave.lab.fleet;

import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.sweep.SweepGrid;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a fleet.
 *
 * @param paths files, folders, patterns or addresses of an object store, with snapshots and traces
 * @param master where it runs, as Spark names it: {@code local[*]} is this machine
 * @param parquet a folder that does not exist yet, for the tables behind the report
 * @param whatIf settings under which the traces are replayed; none unless asked
 * @param top rows of the lists that have no natural end, 1 to 10,000
 */
public record FleetQuestion(
        List<String> paths, String master, Optional<String> parquet, Optional<SweepGrid> whatIf, int top) {
    /** This machine, with all its processors. */
    public static final String EMBEDDED = "local[*]";

    /** Rows of a list unless told. */
    public static final int USUAL_TOP = 20;

    /** Checks the ranges. */
    public FleetQuestion {
        paths = List.copyOf(paths);
        OptionRange.require(top >= 1 && top <= 10_000, "--top", top, "1 to 10000");
    }
}
