package dev.cleave.fleet;

import dev.cleave.lab.sweep.SweepRow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of the tables, and readings as their rows. What is written as Parquet has these
 * names.
 */
final class TableSchema {
    static final StructType SNAPSHOTS = new StructType()
            .add("file", "string").add("process", "string").add("application", "string").add("version", "string")
            .add("taken_at", "timestamp").add("day", "string").add("pools", "int")
            .add("capacity_bytes", "long").add("largest_pool_bytes", "long").add("requested_bytes", "long")
            .add("used_bytes", "long").add("committed_bytes", "long").add("free_bytes", "long")
            .add("most_free_bytes", "long").add("free_below_2mib_bytes", "long").add("largest_free_bytes", "long")
            .add("stranded_bytes", "long").add("slab_waste_bytes", "long");

    static final StructType CLASSES = new StructType()
            .add("file", "string").add("slot_bytes", "long").add("used_bytes", "long").add("stranded_bytes", "long")
            .add("wasted_bytes", "long");

    static final StructType SITES = new StructType()
            .add("file", "string").add("place", "string").add("live_bytes", "long").add("waste_bytes", "long");

    static final StructType TORN = new StructType().add("file", "string").add("reason", "string");

    private static final StructType SWEEP = new StructType()
            .add("trace", "string").add("kind", "string").add("unit", "long").add("grouping", "string")
            .add("capacity_factor", "double").add("capacity_bytes", "long").add("events", "int")
            .add("failures", "int").add("peak_requested_bytes", "long").add("peak_used_bytes", "long")
            .add("peak_committed_bytes", "long").add("used_per_requested", "double").add("unusable_share", "double")
            .add("largest_free_bytes", "long").add("unmovable_pageblocks", "int");

    private TableSchema() {}

    static Row snapshot(Reading.Snapshot reading) {
        ProcessFigures process = reading.process();
        Instant takenAt = Instant.ofEpochMilli(process.takenAtMillis());
        return RowFactory.create(reading.file(), process.process(), process.application(), process.version(),
                takenAt, LocalDate.ofInstant(takenAt, ZoneOffset.UTC).toString(), process.pools(),
                process.capacityBytes(), process.largestPoolBytes(), process.requestedBytes(), process.usedBytes(),
                process.committedBytes(), process.freeBytes(), process.mostFreeBytes(), process.freeBelow2MiBBytes(),
                process.largestFreeBytes(), process.strandedBytes(), process.slabWasteBytes());
    }

    static List<Row> classes(Reading.Snapshot reading) {
        return reading.classes().stream().map(each -> RowFactory.create(reading.file(), each.slotBytes(),
                each.usedBytes(), each.strandedBytes(), each.wastedBytes())).toList();
    }

    static List<Row> sites(Reading.Snapshot reading) {
        return reading.sites().stream().map(each -> RowFactory.create(
                reading.file(), each.place(), each.liveBytes(), each.wasteBytes())).toList();
    }

    static Dataset<Row> sweep(List<SweepRow> rows, SparkSession spark) {
        return spark.createDataFrame(rows.stream().map(each -> RowFactory.create(each.trace(), each.kind(),
                each.unit(), each.grouping(), each.capacityFactor(), each.capacityBytes(), each.events(),
                each.failures(), each.peakRequestedBytes(), each.peakUsedBytes(), each.peakCommittedBytes(),
                each.usedPerRequested(), each.unusableShare(), each.largestFreeBytes(),
                each.unmovablePageblocks())).toList(), SWEEP);
    }
}
