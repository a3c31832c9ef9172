package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.memory.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrCommandTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    /**
     * A recording of a pool that gives memory back once and refuses a request once; it has a
     * chunk's beginning and end.
     */
    private Path recording() throws IOException {
        Path file = folder.resolve("app.jfr");
        try (Recording recording = new Recording();
                Pool pool = Pool.builder().name("orders").capacity(8 * MIB).build()) {
            recording.enable("dev.cleave.Pool").with("period", "everyChunk");
            recording.enable("dev.cleave.Purge");
            recording.enable("dev.cleave.AllocationFailure");
            recording.enable("jdk.GCHeapSummary");
            recording.enable("jdk.GarbageCollection").withThreshold(Duration.ZERO);
            long block = pool.allocateAddress(3 * MIB);
            recording.start();
            assertThat(pool.tryAllocateAddress(8 * MIB)).isZero();
            pool.free(block);
            pool.trim();
            System.gc();
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    @Test
    void aRecordingBecomesATableAChartAndSeriesForPrograms() throws IOException {
        Path json = folder.resolve("app.json");
        Path chart = folder.resolve("app.svg");

        Run run = Run.of("jfr", recording().toString(), "--json", json.toString(), "--chart", chart.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("orders", "requested", "Java heap used", "dev.cleave.Purge",
                "3 MiB given back, TRIM", "8 MiB refused, with 5 MiB free");
        JsonNode line = new ObjectMapper().readTree(Files.readString(json));
        assertThat(line.path("format").asText()).isEqualTo("cleave-timeline");
        JsonNode used = null;
        for (JsonNode each : line.path("series")) {
            if (each.path("source").asText().equals("orders") && each.path("what").asText().equals("used")) {
                used = each;
            }
        }
        assertThat(used).as("a series of what the pool used").isNotNull();
        assertThat(used.path("points").get(0).get(1).asLong()).isEqualTo(3 * MIB);
        assertThat(used.path("points").get(used.path("points").size() - 1).get(1).asLong()).isZero();
        assertThat(line.path("counts").path("dev.cleave.AllocationFailure").asLong()).isEqualTo(1);
        double last = 0;
        for (JsonNode each : line.path("marks")) {
            assertThat(each.path("millis").asDouble()).as("marks in the order of time").isGreaterThanOrEqualTo(last);
            last = each.path("millis").asDouble();
        }
        assertThat(Files.readString(chart)).contains("<svg", "</svg>");
    }

    @Test
    void whatIsNoRecordingIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.jfr"), "no recording");
        Path torn = folder.resolve("torn.jfr");
        Files.write(torn, java.util.Arrays.copyOf(Files.readAllBytes(recording()), 1000));
        Path empty = Files.createFile(folder.resolve("empty.jfr"));
        for (Path file : java.util.List.of(text, torn, empty)) {
            Run run = Run.of("jfr", file.toString());
            assertThat(run.exitCode()).as(file.toString()).isEqualTo(2);
            assertThat(run.err()).contains(file + ": is no recording of the Flight Recorder that the JDK can read");
        }
        assertThat(Run.of("jfr", folder.resolve("none.jfr").toString()).err()).contains("there is no such file");
        assertThat(Run.of("jfr", recording().toString(), "--chart", "a.gif").err())
                .contains("the name must end in .svg or .png");
    }
}
