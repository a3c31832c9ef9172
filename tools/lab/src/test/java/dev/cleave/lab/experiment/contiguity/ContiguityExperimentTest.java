package dev.cleave.lab.experiment.contiguity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.ExperimentChart;
import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.io.IOException;
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

@DisplayName("The contiguity experiment")
class ContiguityExperimentTest {
    private static final long MIB = 1 << 20;

    private static ExperimentResult run(OptionalLong region, OptionalLong size, int repetitions) {
        ExperimentSettings settings = new ExperimentSettings(
                5, OptionalInt.of(repetitions), List.of(), region, size, List.of(), List.of(), List.of());
        return new ContiguityExperiment().run(settings, Progress.SILENT);
    }

    private static ExperimentResult small() {
        return run(OptionalLong.of(32 * MIB), OptionalLong.of(8 * MIB), 2);
    }

    private static Map<String, Object> row(ExperimentResult result, Way way) {
        return result.rows().stream().filter(row -> way.label().equals(row.get("way"))).findFirst().orElseThrow();
    }

    @Test
    @DisplayName("has a row for each way, in the order of the design")
    void rows() {
        JsonNode json = new ObjectMapper().valueToTree(small().toJson());
        assertThat(json.fieldNames()).toIterable().containsExactly("experiment", "parameters", "rows");
        assertThat(json.get("experiment").textValue()).isEqualTo("contiguity");
        assertThat(json.at("/parameters/regionBytes").longValue()).isEqualTo(32 * MIB);
        assertThat(json.at("/parameters/requestBytes").longValue()).isEqualTo(8 * MIB);
        assertThat(json.at("/parameters/freePercent").doubleValue()).isEqualTo(99.8);
        assertThat(json.get("rows").findValuesAsText("way"))
                .containsExactlyElementsOf(Way.here().stream().map(Way::label).toList());
        assertThat(json.get("rows")).allSatisfy(row -> {
            assertThat(row.get("served").booleanValue()).isEqualTo(!row.get("way").textValue().equals("buddy"));
            assertThat(row.get("millis").doubleValue())
                    .isBetween(row.get("minMillis").doubleValue(), row.get("maxMillis").doubleValue());
            assertThat(row.get("failures").longValue()).isZero();
        });
    }

    @Test
    @DisplayName("tells what each way copied, and in how many pieces it served")
    void costs() {
        ExperimentResult result = small();
        assertThat(row(result, Way.BUDDY)).containsEntry("bytesCopied", 0L).containsEntry("pieces", 0L)
                .containsEntry("wholePercentBefore", 0.0);
        assertThat(row(result, Way.GROUPING)).containsEntry("bytesCopied", 0L).containsEntry("pieces", 1L);
        assertThat((long) row(result, Way.COMPACTION).get("bytesCopied")).isBetween(2 * 4096L, 5 * 4096L);
        assertThat(row(result, Way.COMPACTION)).containsEntry("pieces", 1L);
        assertThat((long) row(result, Way.COMPACTION).get("largestFreeBytesAfter")).isGreaterThanOrEqualTo(8 * MIB);
        assertThat((long) row(result, Way.COMPACTION).get("largestFreeBytesBefore")).isLessThan(4 * MIB);
        assertThat(row(result, Way.RESERVATION)).containsEntry("bytesCopied", 4 * 4096L).containsEntry("pieces", 1L);
        assertThat(row(result, Way.GATHER)).containsEntry("bytesCopied", 0L);
        assertThat((long) row(result, Way.GATHER).get("pieces")).isBetween(3L, 8L)
                .isEqualTo(row(result, Way.GATHER).get("ranges"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("stitches as few pieces as are gathered into one range, without a copy")
    void stitching() {
        ExperimentResult result = small();
        assertThat(row(result, Way.STITCHING)).containsEntry("bytesCopied", 0L).containsEntry("ranges", 1L)
                .containsEntry("pieces", row(result, Way.GATHER).get("pieces"));
    }

    @Test
    @DisplayName("refuses 64 MiB of an ungrouped 1 GiB, of which grouping leaves 90 % in blocks of 2 MiB and more")
    void acceptance() {
        Ground ground = new Ground(1 << 30, 4096, 2 * MIB, 11);

        Trial.Outcome alone = new Trial(Way.BUDDY, ground, 64 * MIB).run();
        assertThat(alone.served()).isFalse();
        assertThat(alone.wholeBefore()).isZero();
        assertThat(alone.wrongStamps()).isZero();

        Trial.Outcome grouped = new Trial(Way.GROUPING, ground, 64 * MIB).run();
        assertThat(grouped.served()).isTrue();
        assertThat(grouped.wholeBefore()).isGreaterThanOrEqualTo(0.9);
        assertThat(grouped.copiedBytes()).isZero();
        assertThat(grouped.wrongStamps()).isZero();
    }

    @Test
    @DisplayName("has a table with units, and a chart that names what was refused")
    void tableAndChart(@TempDir Path folder) throws IOException {
        ExperimentResult result = small();
        List<String> table = new ContiguityExperiment().table(result);
        assertThat(table).hasSize(2 + Way.here().size());
        assertThat(table.get(2)).startsWith("buddy").contains("refused", "0.0 %");
        assertThat(table.get(5)).startsWith("reservation").contains("yes", "16 KiB");

        Path chart = folder.resolve("contiguity.svg");
        ExperimentChart.write(result.panels(), chart, ChartFormat.SVG);
        assertThat(Files.readString(chart)).contains("<svg");
        assertThat(result.panels()).hasSize(3).first()
                .isInstanceOfSatisfying(BarPanel.class, panel -> {
                    assertThat(panel.title()).isEqualTo("8 MiB asked for: time to the answer");
                    assertThat(panel.bars()).hasSize(Way.here().size()).first()
                            .satisfies(bar -> assertThat(bar.name()).isEqualTo("buddy, refused"));
                });
    }

    @Test
    @DisplayName("asks for a quarter of a small region unless told")
    void usualSize() {
        assertThat(run(OptionalLong.of(16 * MIB), OptionalLong.empty(), 1).parameters())
                .containsEntry("requestBytes", 4 * MIB);
    }

    @Test
    @DisplayName("measures refusals of requests that no way can serve")
    void tooLarge() {
        ExperimentResult result = run(OptionalLong.of(16 * MIB), OptionalLong.of(16 * MIB), 1);
        assertThat(result.rows()).allSatisfy(row -> assertThat(row).containsEntry("served", false)
                .containsEntry("pieces", 0L).containsEntry("failures", 0L));
    }

    @Test
    @DisplayName("refuses what is out of range")
    void ranges() {
        assertThatThrownBy(() -> run(OptionalLong.of(17 * MIB), OptionalLong.empty(), 1))
                .hasMessageStartingWith("--region 17825792: must be a multiple of 2MiB");
        assertThatThrownBy(() -> run(OptionalLong.of(16 * MIB), OptionalLong.of(17 * MIB), 1))
                .hasMessageStartingWith("--size 17825792: must be a multiple of 4KiB from 4KiB to the region's 16 MiB");
        assertThatThrownBy(() -> run(OptionalLong.of(16 * MIB), OptionalLong.of(100), 1))
                .hasMessageStartingWith("--size 100: must be");
        assertThatThrownBy(() -> run(OptionalLong.of(16 * MIB), OptionalLong.of(0), 1))
                .hasMessageStartingWith("--size 0: must be");
        assertThatThrownBy(() -> new ContiguityExperiment().run(
                new ExperimentSettings(1, OptionalInt.empty(), List.of(2), OptionalLong.empty()), Progress.SILENT))
                .hasMessage("--threads [2]: must be 1 for this experiment");
    }

    @Test
    @DisplayName("tells how far it is")
    void progress() {
        List<Long> left = new ArrayList<>();
        new ContiguityExperiment().run(
                new ExperimentSettings(1, OptionalInt.of(1), List.of(), OptionalLong.of(16 * MIB)),
                (what, done, total) -> left.add(total - done));
        assertThat(left).startsWith((long) Way.here().size()).endsWith(0L);
    }
}
