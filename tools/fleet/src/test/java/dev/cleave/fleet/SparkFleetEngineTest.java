package dev.cleave.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.fleet.FleetException;
import dev.cleave.lab.fleet.FleetQuestion;
import dev.cleave.lab.fleet.FleetReport;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.sweep.SweepGrid;
import dev.cleave.lab.sweep.SweepResult;
import dev.cleave.lab.sweep.SweepRow;
import dev.cleave.lab.sweep.SweepTask;
import dev.cleave.lab.sweep.ThreadedSweep;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.lab.trace.TraceWriter;
import dev.cleave.memory.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On Spark, within this JVM and on a cluster of two workers, beside the same figures by plain
 * loops.
 */
@DisplayName("The fleet's engine on Spark")
class SparkFleetEngineTest {
    private static final String HERE = "local[2]";

    /** Two workers with a processor and a GiB each, every one a JVM of its own. */
    private static final String CLUSTER = "local-cluster[2,1,1024]";

    private static final int TOP = 30;

    @TempDir
    Path folder;

    @Test
    @DisplayName("finds in 10,000 snapshots, on two workers, what loops on one thread find, and names the torn ones")
    void agreesWithReference() throws Exception {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        SyntheticFleet fleet = SyntheticFleet.write(folder, 10_000, 7);
        AtomicLong told = new AtomicLong();
        FleetReport report = new SparkFleetEngine().analyse(
                question(CLUSTER, Optional.empty(), Optional.empty()),
                (what, done, total) -> told.addAndGet(done <= total ? 1 : 1_000_000));
        assertAgrees(report, fleet);
        assertThat(told).as("how often progress was told, never of more than there is").hasValueBetween(10, 999_999);
    }

    @Test
    @DisplayName("reads real snapshots among synthetic ones, writes tables, and replays traces under other settings")
    void doesAllOfItHere() throws Exception {
        SyntheticFleet fleet = SyntheticFleet.write(folder, 400, 3);
        writeTraces();
        Path tables = folder.resolveSibling(folder.getFileName() + "-tables");
        SweepGrid grid = new SweepGrid(List.of(4096L, 16384L), List.of(false, true), List.of(1.2));
        FleetReport report = new SparkFleetEngine().analyse(
                question(HERE, Optional.of(tables.toString()), Optional.of(grid)), Progress.SILENT);
        SweepResult swept = report.whatIf().orElseThrow();
        assertThat(swept.refusals()).isEmpty();
        assertThat(swept.rows()).isEqualTo(byThreads(grid));
        assertThat(report.scan().traces()).isEqualTo(3);
        assertThat(report.scan().tornNamed()).extracting(FleetReport.Torn::file)
                .contains(folder.resolve("torn.trace").toString());
        assertThat(report.scan().torn()).isEqualTo(fleet.torn().size() + 1);
        assertTables(tables, fleet, report);

        Path real = Files.createDirectories(folder.resolve("real"));
        writeReal(real);
        FleetReport ofReal = new SparkFleetEngine().analyse(
                new FleetQuestion(List.of(real.toString()), HERE, Optional.empty(), Optional.empty(), TOP),
                Progress.SILENT);
        assertThat(ofReal.scan().processes()).as("two files each of two processes").isEqualTo(2);
        assertThat(ofReal.scan().snapshots()).isEqualTo(4);
        assertThat(ofReal.contiguity().getFirst().lacking()).as("without 2 MiB: the full one").isEqualTo(1);
        assertThat(ofReal.contiguity().getLast().tooSmall()).as("without 64 MiB, as neither is larger").isEqualTo(2);
    }

    @Test
    @DisplayName("says which path, output or master is wrong, before it works")
    void refuses() throws Exception {
        SyntheticFleet.write(folder, 3, 1);
        assertRefused(List.of(folder + "/missing"), HERE, null, "/missing: there is no such file or folder");
        Path traces = Files.createDirectories(folder.resolve("traces"));
        assertRefused(List.of(traces.toString()), HERE, null, "no snapshot among no file");
        Files.writeString(traces.resolve("a.trace"), "a 1 2 3\n");
        assertRefused(List.of(traces.toString()), HERE, null, "but 1 trace: --what-if replays them");
        assertRefused(List.of("nostore://bucket/x"), HERE, null, "CLEAVE_FLEET_JARS");
        assertRefused(List.of(folder.toString()), HERE, folder.toString(), "is there already");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertRefused(List.of(folder.toString()), HERE, file + "/below", "cannot be written");
        assertRefused(List.of(folder.toString()), "nowhere", null, "--master nowhere: Spark does not start there");
    }

    private void assertRefused(List<String> paths, String master, String parquet, String words) {
        FleetQuestion question =
                new FleetQuestion(paths, master, Optional.ofNullable(parquet), Optional.empty(), TOP);
        assertThatThrownBy(() -> new SparkFleetEngine().analyse(question, Progress.SILENT))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining(words);
    }

    private FleetQuestion question(String master, Optional<String> parquet, Optional<SweepGrid> grid) {
        return new FleetQuestion(List.of(folder.toString()), master, parquet, grid, TOP);
    }

    private void assertAgrees(FleetReport report, SyntheticFleet fleet) throws IOException {
        ReferenceFleet reference = ReferenceFleet.read(folder, fleet.torn(), TOP);
        FleetReport.Scan scan = report.scan();
        assertThat(scan.snapshots()).isEqualTo(fleet.whole()).isEqualTo(reference.snapshots());
        assertThat(scan.torn()).isEqualTo(fleet.torn().size()).isPositive();
        assertThat(scan.others()).as("notes.txt and other.json").isEqualTo(2);
        assertThat(scan.tornNamed()).extracting(FleetReport.Torn::file)
                .containsExactlyElementsOf(fleet.torn().stream().map(Path::toString).limit(100).toList());
        assertThat(report.contiguity()).isEqualTo(reference.contiguity());
        assertThat(report.versions()).isEqualTo(reference.versions());
        assertThat(report.classes()).isEqualTo(reference.classes());
        assertThat(report.sites()).isEqualTo(reference.sites());
        assertThat(report.days()).usingRecursiveFieldByFieldElementComparator(Close.DOUBLES)
                .isEqualTo(reference.days());
        assertThat(report.drifts()).usingRecursiveFieldByFieldElementComparator(Close.DOUBLES)
                .isEqualTo(reference.drifts());
    }

    private static void assertTables(Path tables, SyntheticFleet fleet, FleetReport report) throws IOException {
        try (SparkSession spark = SparkSession.builder().master(HERE).config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Map<String, Long> counts = Map.of("snapshots", (long) fleet.whole(), "torn", (long) fleet.torn().size(),
                    "sweep", (long) report.whatIf().orElseThrow().rows().size());
            counts.forEach((table, rows) -> assertThat(spark.read().parquet(tables + "/" + table).count())
                    .as("rows of %s", table).isEqualTo(rows));
            assertThat(spark.read().parquet(tables + "/classes").count()).isPositive();
            assertThat(spark.read().parquet(tables + "/sites").count()).isPositive();
        }
    }

    private List<SweepRow> byThreads(SweepGrid grid) {
        List<SweepTask> tasks = new ArrayList<>();
        Map<String, Trace> traces = Map.of(folder.resolve("heap.trace").toString(), heapTrace(),
                folder.resolve("pages.trace.gz").toString(), pageTrace());
        for (String file : traces.keySet().stream().sorted().toList()) {
            grid.settings(Objects.requireNonNull(traces.get(file)).kind())
                    .forEach(setting -> tasks.add(new SweepTask(file, setting)));
        }
        assertThat(tasks).as("two units, and for pages two groupings").hasSize(6);
        return new ThreadedSweep(1, file -> Objects.requireNonNull(traces.get(file))).run(tasks, Progress.SILENT)
                .rows();
    }

    private void writeTraces() throws IOException {
        TraceWriter.write(heapTrace(), folder.resolve("heap.trace"));
        TraceWriter.write(pageTrace(), folder.resolve("pages.trace.gz"));
        Files.writeString(folder.resolve("torn.trace"), "a 0 48 0\na 1 ");
    }

    private static Trace heapTrace() {
        SplittableRandom random = new SplittableRandom(5);
        Trace.Builder trace = new Trace.Builder("heap", TraceKind.HEAP);
        for (int id = 0; id < 3000; id++) {
            trace.allocateBytes(id, 1 + random.nextInt(10_000), 0);
            if (id % 3 > 0) {
                trace.free(id, 0);
            }
        }
        return trace.build();
    }

    private static Trace pageTrace() {
        SplittableRandom random = new SplittableRandom(6);
        Trace.Builder trace = new Trace.Builder("pages", TraceKind.PAGES);
        for (int id = 0; id < 5000; id++) {
            trace.allocatePages(id, random.nextInt(3), id % 5 == 0 ? Mobility.UNMOVABLE : Mobility.MOVABLE, 0, id * 4L);
            if (id % 4 > 0) {
                trace.free(id, 0);
            }
        }
        return trace.build();
    }

    private static void writeReal(Path folder) throws IOException {
        try (Pool full = Pool.builder().name("full").capacity(8 << 20).build();
                Pool empty = Pool.builder().name("empty").capacity(32 << 20).build()) {
            for (int each = 0; each < 7; each++) {
                full.allocate(1 << 20);
            }
            for (Pool pool : Stream.of(full, empty).toList()) {
                Files.write(folder.resolve(pool.name() + "@1.snap"), pool.snapshot().toBytes());
                Files.writeString(folder.resolve(pool.name() + "@2.json"), pool.snapshot().toJson());
            }
        }
    }
}
