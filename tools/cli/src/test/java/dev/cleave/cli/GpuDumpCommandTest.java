package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cleave gpu-dump} from end to end, as a user runs it. */
class GpuDumpCommandTest {
    private static final String SAMPLE = "../../samples/gpu-dump.json";

    @TempDir
    private Path folder;

    private static Run run(String... arguments) {
        return Run.ofCommand("gpu-dump", arguments);
    }

    @DisplayName("The sample as tables, as a picture of either kind, and as JSON")
    @Test
    void theSample() throws IOException {
        Path svg = folder.resolve("memory.svg");
        Path png = folder.resolve("memory.PNG");
        Path json = folder.resolve("memory.json");

        Run run = run(SAMPLE, "--chart", svg.toString(), "--json", json.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("AMD Radeon RX 6600 XT", "heaps and their memory types", "pools", "most scattered blocks")
                .contains("Chart: " + svg)
                .doesNotContain("\u001B");
        assertThat(Files.readString(svg)).startsWith("<?xml").contains("optimal image", "type 3, pool '0'");
        assertThat(run(SAMPLE, "--chart", png.toString()).exitCode()).isZero();
        assertThat(Files.size(png)).isPositive();
        JsonNode summary = new ObjectMapper().readTree(json.toFile());
        assertThat(summary.at("/total/blocks").asInt()).isEqualTo(69);
        assertThat(summary.at("/heaps/1/budgetBytes").asLong()).isEqualTo(7_737_008_128L);
        assertThat(summary.at("/pools/8/name").asText()).isEqualTo("0");
        assertThat(summary.at("/scatteredBlocks/0/scatteredBytes").asLong()).isEqualTo(113_508);
    }

    @DisplayName("JSON alone on the standard output")
    @Test
    void jsonAlone() throws IOException {
        Run run = run(SAMPLE, "--json", "-", "--chart", folder.resolve("x.svg").toString());

        assertThat(run.exitCode()).isZero();
        assertThat(new ObjectMapper().readTree(run.out()).get("gpu").asText()).isEqualTo("AMD Radeon RX 6600 XT");
    }

    @DisplayName("Bad input is told in one line, with exit code 2, and nothing is drawn")
    @Test
    void badInput() throws IOException {
        Path chart = folder.resolve("x.svg");
        Path foreign = Files.writeString(folder.resolve("foreign.json"), "{\"a\": 1}");

        Run run = run(foreign.toString(), "--chart", chart.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("cleave: " + foreign + ": is JSON, but no memory dump").hasLineCount(1);
        assertThat(chart).doesNotExist();
        assertThat(run("missing.json").err()).contains("missing.json: no such file");
        assertThat(run("missing.json").exitCode()).isEqualTo(2);
        assertThat(run(SAMPLE, "--chart", folder.resolve("x.gif").toString()).err())
                .contains("the name must end in .svg or .png");
        assertThat(run(SAMPLE, "--json", folder.resolve("no/x.json").toString()).err())
                .contains("there is no directory");
        assertThat(run().exitCode()).isEqualTo(2);
    }
}
