package dev.cleave.lab.experiment.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.ExperimentChart;
import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The density experiment")
class DensityExperimentTest {
    private static final long MIB = 1 << 20;
    private static final long REGION = 32 * MIB;

    private static ExperimentSettings settings(List<String> cases, List<String> allocators, List<Trace> traces) {
        return new ExperimentSettings(
                3, OptionalInt.empty(), List.of(), OptionalLong.of(REGION), OptionalLong.empty(), cases, allocators,
                traces);
    }

    private static ExperimentResult run(List<String> cases, List<String> allocators, List<Trace> traces) {
        return new DensityExperiment().run(settings(cases, allocators, traces), Progress.SILENT);
    }

    private static DensityRun unweighed() {
        return new DensityRun(List.of(Contestant.IDEAL, Contestant.BLOCK), Progress.SILENT);
    }

    @Test
    @DisplayName("fills a pool with each size by each way, and holds it against the ideal")
    void fill() {
        DensityRun run = unweighed();
        DensityCase.Findings findings = FillCase.oneSize(run, REGION).measure();
        assertThat(run.notMeasured()).isEmpty();
        assertThat(findings.rows()).hasSize(2 * 200);
        Map<String, Object> row = findings.rows().stream()
                .map(DensityRow::cells)
                .filter(each -> each.get("size").equals(36L << 10) && "block".equals(each.get("way")))
                .findFirst()
                .orElseThrow();
        assertThat(row).containsEntry("case", "fill")
                .containsEntry("allocator", "cleave")
                .containsEntry("useAtRefusal", 0.5625)
                .containsEntry("useOfIdeal", Math.round(1e4 * 512 / 910) / 1e4)
                .containsEntry("failures", ExperimentResult.UNKNOWN);
        assertThat(findings.panels().getFirst().lines()).hasSize(2).allSatisfy(
                line -> assertThat(line.values()).hasSize(200).allMatch(use -> use > 0 && use <= 100));
        List<String> table = DensityTable.of(findings.rows().stream().map(DensityRow::cells).toList());
        assertThat(table).hasSize(4);
        assertThat(table.getFirst()).isEqualTo("fill");
        assertThat(table.get(1)).startsWith("allocator").contains("below 97 %");
        assertThat(table.get(2)).contains("ideal", "200", "100.0 %");
        assertThat(table.get(3)).contains("cleave", "block", "50.8 %", "260 KiB", "174");
    }

    @Test
    @DisplayName("lets two threads fill one, each with a size of its own")
    void threads() {
        DensityCase.Findings findings = FillCase.twoThreads(unweighed(), REGION, 1).measure();
        assertThat(findings.rows()).hasSize(2 * FillCase.PAIRS).allSatisfy(row -> {
            assertThat(row.cells()).containsEntry("case", "threads");
            assertThat(row.cells().get("otherSize")).isInstanceOf(Long.class);
            assertThat((double) row.cells().get("useAtRefusal")).isBetween(0.2, 1.0);
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("has the same columns in every row, and dashes where a figure makes no sense")
    void columns(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("few.trace"), "a 0 48 0\na 1 1000000 3\nf 0 2\n");
        ExperimentResult result = run(List.of("trace", "phases"), List.of("cleave"),
                List.of(TraceReader.read(file.toString())));

        JsonNode json = new ObjectMapper().valueToTree(result.toJson());
        assertThat(json.at("/parameters/cases")).extracting(JsonNode::textValue).containsExactly("phases", "trace");
        assertThat(json.at("/parameters/notMeasured")).isEmpty();
        assertThat(json.get("rows")).hasSize(2 * 3 * 10 + 2 * 3).allSatisfy(row -> assertThat(row.fieldNames())
                .toIterable()
                .containsExactly("case", "size", "otherSize", "trace", "allocator", "way", "capacityPerPeak", "use",
                        "useAtRefusal", "useOfIdeal", "largestServed", "peakResidentPerLive", "failures"));
        JsonNode ideal = json.get("rows").get(0);
        assertThat(ideal.get("allocator").textValue()).isEqualTo("ideal");
        assertThat(ideal.get("way").isNull()).isTrue();
        assertThat(ideal.get("size").longValue()).isEqualTo(REGION / 4);
        assertThat(ideal.get("useAtRefusal").doubleValue()).isEqualTo(0.7578);
        assertThat(ideal.get("useOfIdeal").doubleValue()).isEqualTo(1);
        assertThat(ideal.get("largestServed").longValue()).isEqualTo(REGION / 4 - REGION / 128);
        assertThat(ideal.get("peakResidentPerLive").isNull()).isTrue();
        JsonNode extent = json.get("rows").get(10);
        assertThat(extent.get("way").textValue()).isEqualTo("extent");
        assertThat(extent.get("peakResidentPerLive").doubleValue()).isPositive();
        JsonNode last = json.get("rows").get(65);
        assertThat(last.get("trace").textValue()).isEqualTo("few");
        assertThat(last.get("way").textValue()).isEqualTo("heap");
        assertThat(last.get("capacityPerPeak").doubleValue()).isEqualTo(1.2);
        assertThat(last.get("peakResidentPerLive").doubleValue()).isPositive();

        Path chart = folder.resolve("density.svg");
        ExperimentChart.write(result.panels(), chart, ChartFormat.SVG);
        assertThat(Files.readString(chart)).contains("<svg");
        assertThat(new DensityExperiment().table(result)).contains("phases", "trace").hasSize(1 + 7 + 1 + 1 + 7);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("weighs bursts in a JVM of its own for each allocator, and draws them")
    void bursts() {
        List<Long> left = new ArrayList<>();
        ExperimentResult result = new DensityExperiment().run(
                settings(List.of("bursts"), List.of("malloc"), List.of()),
                (what, done, total) -> left.add(total - done));
        assertThat(left).containsExactly(2L, 1L, 0L);
        assertThat(result.rows()).hasSize(2).allSatisfy(row -> {
            assertThat(row).containsEntry("allocator", "malloc").containsEntry("failures", 0L);
            assertThat((double) row.get("peakResidentPerLive")).isBetween(0.8, 10.0);
        });
        assertThat(result.panels()).hasSize(2).allSatisfy(
                picture -> assertThat(picture).isInstanceOfSatisfying(ChartPanel.class, panel -> {
                    assertThat(panel.lines()).hasSize(2);
                    assertThat(panel.lines().getFirst().values()).hasSize(2 * Bursts.BURSTS);
                }));
    }

    @Test
    @DisplayName("says what was not measured, and why")
    void notMeasured() {
        ExperimentResult result = run(List.of("trace"), List.of("cleave"), List.of());
        assertThat(result.rows()).isEmpty();
        assertThat(result.parameters().get("notMeasured")).isEqualTo(
                List.of("trace: no trace was given; ask --trace with a file or a directory of recorded traces"));
        assertThat(new DensityExperiment().table(result)).containsExactly("no rows");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("tells of what fails in its JVM, and goes on")
    void failuresInAJvm() {
        DensityRun run = new DensityRun(List.of(Contestant.HEAP), Progress.SILENT);
        assertThat(run.weigh(Contestant.HEAP, new Fill(1, 0))).isEmpty();
        assertThat(run.notMeasured()).hasSize(1).first().asString().startsWith("fill, cleave heap: ");
    }

    @Test
    @DisplayName("refuses what it does not have, naming what it has")
    void badOptions() {
        assertThatThrownBy(() -> run(List.of("pear"), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--case pear: must be one of fill, phases, bursts, threads, trace");
        assertThatThrownBy(() -> run(List.of("trace"), List.of("pear"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "--allocator pear: must be one of cleave, malloc, jemalloc, rpmalloc; ideal is always there");
        assertThatThrownBy(() -> new DensityExperiment().run(
                new ExperimentSettings(1, OptionalInt.empty(), List.of(), OptionalLong.of(33 * MIB)), Progress.SILENT))
                .hasMessage("--region " + 33 * MIB
                        + ": must be a multiple of 32MiB from 32MiB to 4GiB for this experiment");
        assertThatThrownBy(() -> new DensityExperiment().run(
                new ExperimentSettings(1, OptionalInt.empty(), List.of(2), OptionalLong.empty()), Progress.SILENT))
                .hasMessage("--threads [2]: must be 1 for this experiment");
    }
}
