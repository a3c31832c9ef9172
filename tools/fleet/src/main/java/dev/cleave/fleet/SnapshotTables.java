package dev.cleave.fleet;

import dev.cleave.lab.fleet.FleetReport;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What all files say, as four tables: each file is read once, and what it says is kept by the
 * executors until this is closed. A view of each table's name is there for SQL.
 */
final class SnapshotTables implements AutoCloseable {
    private static final int MOST_FILES_A_TASK = 256;

    private final JavaRDD<Reading> readings;
    private final Map<String, Dataset<Row>> byName = new LinkedHashMap<>();
    private final long files;
    private final long snapshots;
    private final List<FleetReport.Torn> torn;

    private SnapshotTables(SparkSession spark, JavaRDD<Reading> readings, long files) {
        this.readings = readings;
        this.files = files;
        add("snapshots", spark.createDataFrame(
                readings.flatMap(each -> wholeOnes(each).map(TableSchema::snapshot).iterator()),
                TableSchema.SNAPSHOTS));
        add("classes", spark.createDataFrame(
                readings.flatMap(each -> wholeOnes(each).flatMap(it -> TableSchema.classes(it).stream()).iterator()),
                TableSchema.CLASSES));
        add("sites", spark.createDataFrame(
                readings.flatMap(each -> wholeOnes(each).flatMap(it -> TableSchema.sites(it).stream()).iterator()),
                TableSchema.SITES));
        add("torn", spark.createDataFrame(
                readings.flatMap(
                        each -> tornOnes(each).map(it -> RowFactory.create(it.file(), it.reason())).iterator()),
                TableSchema.TORN));
        torn = readings.flatMap(each -> tornOnes(each).iterator()).collect().stream()
                .map(each -> new FleetReport.Torn(each.file(), each.reason())).toList();
        snapshots = readings.filter(each -> each instanceof Reading.Snapshot).count();
    }

    private void add(String name, Dataset<Row> table) {
        byName.put(name, table);
        table.createOrReplaceTempView(name);
    }

    /** Reads the files, as many at a time as there are processors. */
    static SnapshotTables read(FleetSession session, List<FleetFile> files) {
        session.begin("reading snapshots");
        Broadcast<SerializableConfiguration> configuration = session.configuration();
        JavaRDD<Reading> readings = session.context()
                .parallelize(files, session.pieces(files.size(), MOST_FILES_A_TASK))
                .mapPartitions(part -> readings(part, configuration.value().value()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        return new SnapshotTables(session.spark(), readings, files.size());
    }

    private static Iterator<Reading> readings(Iterator<FleetFile> files, Configuration configuration) {
        Iterable<FleetFile> each = () -> files;
        return java.util.stream.StreamSupport.stream(each.spliterator(), false)
                .map(file -> reading(file.path(), configuration)).iterator();
    }

    private static Reading reading(String file, Configuration configuration) {
        Path path = new Path(file);
        try (InputStream stream = path.getFileSystem(configuration).open(path)) {
            return SnapshotReader.read(file, stream);
        } catch (IOException failure) {
            return new Reading.Torn(file, "cannot be read: " + failure.getMessage());
        }
    }

    private static Stream<Reading.Snapshot> wholeOnes(Reading reading) {
        return reading instanceof Reading.Snapshot whole ? Stream.of(whole) : Stream.empty();
    }

    private static Stream<Reading.Torn> tornOnes(Reading reading) {
        return reading instanceof Reading.Torn broken ? Stream.of(broken) : Stream.empty();
    }

    /** The tables {@code snapshots}, {@code classes}, {@code sites} and {@code torn}. */
    Map<String, Dataset<Row>> byName() {
        return byName;
    }

    /** How many files were looked at. */
    long files() {
        return files;
    }

    /** How many of them are snapshots, whole. */
    long snapshots() {
        return snapshots;
    }

    /** Those that are not whole. */
    List<FleetReport.Torn> torn() {
        return torn;
    }

    @Override
    public void close() {
        readings.unpersist(false);
    }
}
