package dev.cleave.fleet;

import dev.cleave.lab.fleet.FleetException;
import dev.cleave.lab.sweep.SweepResult;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The folder that the tables behind a report are written to, as Parquet. */
record TableFolder(Path folder) {
    /**
     * Makes it, so that what cannot be written is known before the work.
     *
     * @throws FleetException where it cannot be made, or holds something
     */
    static TableFolder make(String named, Configuration configuration) throws FleetException {
        try {
            Path folder = new Path(named);
            FileSystem system = folder.getFileSystem(configuration);
            boolean there = system.exists(folder);
            if (there && (!system.getFileStatus(folder).isDirectory() || system.listStatus(folder).length > 0)) {
                throw new FleetException(
                        "--parquet " + named + ": is there already: name a new folder, or an empty one");
            }
            if (!there && !system.mkdirs(folder)) {
                throw new FleetException("--parquet " + named + ": cannot be made");
            }
            requireWritable(system, folder);
            return new TableFolder(folder);
        } catch (IOException | IllegalArgumentException failure) {
            throw new FleetException("--parquet " + named + ": cannot be written: " + failure.getMessage(), failure);
        }
    }

    private static void requireWritable(FileSystem system, Path folder) throws IOException {
        Path trial = new Path(folder, "_trial");
        system.create(trial, false).close();
        boolean unused = system.delete(trial, false);
    }

    /**
     * Writes all tables, each into a folder of its own.
     *
     * @throws FleetException where that fails
     */
    void write(SnapshotTables tables, Optional<SweepResult> swept, FleetSession session) throws FleetException {
        for (Map.Entry<String, Dataset<Row>> each : tables.byName().entrySet()) {
            write(each.getKey(), each.getValue());
        }
        if (swept.isPresent()) {
            write("sweep", TableSchema.sweep(swept.get().rows(), session.spark()));
        }
    }

    private void write(String name, Dataset<Row> table) throws FleetException {
        try {
            table.coalesce(1).write().parquet(new Path(folder, name).toString());
        } catch (RuntimeException failure) {
            throw new FleetException("--parquet " + folder + ": the table " + name + " cannot be written: "
                    + failure.getMessage(), failure);
        }
    }
}
