package dev.cleave.lab.experiment.densenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.densenet.DenseNet;
import dev.cleave.gpu.densenet.TrainingSequence;
import dev.cleave.gpu.densenet.Way;
import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.TrainingShape;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("lab densenet")
class DenseNetExperimentTest {
    private static ExperimentSettings settings(List<String> cases, int batch, int repetitions) {
        return new ExperimentSettings(1, OptionalInt.of(repetitions), List.of(), OptionalLong.empty(),
                OptionalLong.empty(), cases, List.of(), List.of(), Optional.empty(),
                Optional.of(TrainingShape.USUAL.withBatch(batch)));
    }

    private static long bytes(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).longValue();
    }

    @Test
    @DisplayName("finds that fused needs at most as much as shared, and that at most 0.6 times as much as naive, which was published too")
    void target() {
        ExperimentResult result =
                new DenseNetExperiment().run(settings(List.of("bc-100"), 64, 1), Progress.SILENT);
        assertThat(result.rows()).extracting(row -> row.get("way")).containsExactly("naive", "shared", "fused");
        List<Long> peaks = result.rows().stream().map(row -> bytes(row, "peakBytes")).toList();
        assertThat(peaks.get(2)).isLessThanOrEqualTo(peaks.get(1));
        assertThat((double) peaks.get(1)).isLessThanOrEqualTo(0.6 * peaks.get(0));
        assertThat(result.rows()).extracting(row -> row.get("publishedBytes"))
                .containsExactly(2_863_000_000L, 1_605_000_000L, ExperimentResult.UNKNOWN);
    }

    @Test
    @DisplayName("copies real bytes in a pool, and reserves little more than is live")
    void rows() {
        ExperimentResult result =
                new DenseNetExperiment().run(settings(List.of("121", "bc-100"), 1, 2), Progress.SILENT);
        assertThat(result.rows()).hasSize(6).extracting(row -> row.get("network")).startsWith("bc-100").endsWith("121");
        for (Map<String, Object> row : result.rows()) {
            assertThat(row).containsEntry("memory", "pool");
            assertThat(bytes(row, "reservedBytes")).isBetween(bytes(row, "peakBytes"), bytes(row, "peakBytes") * 2);
            assertThat((double) row.get("millis")).isPositive();
            if (row.get("deviceReservedBytes") instanceof Number reserved) {
                assertThat(reserved.longValue()).isGreaterThanOrEqualTo(bytes(row, "peakBytes"));
            } else {
                assertThat((String) result.parameters().get("device")).startsWith("none: ");
            }
            assertThat(bytes(row, "copiedBytes") == 0).isEqualTo(row.get("way").equals("fused"));
        }
        assertThat(result.panels()).hasSize(2);
        assertThat(result.parameters()).containsEntry("batch", 1).containsEntry("precision", "float32");
    }

    @Test
    @DisplayName("fits a line to what fused needs at each depth, and a parabola to what naive needs")
    void depths() {
        ExperimentResult result = new DenseNetExperiment().run(settings(List.of("depth"), 8, 1), Progress.SILENT);
        assertThat(result.rows()).hasSize(24);
        assertThat(determination(result, "fusedLine")).isGreaterThan(0.9999);
        assertThat(determination(result, "sharedLine")).isGreaterThan(0.999);
        assertThat(determination(result, "naiveLine")).isLessThan(0.99);
        assertThat(determination(result, "naiveParabola")).isGreaterThan(0.9999);
        ChartPanel panel = (ChartPanel) result.panels().getFirst();
        assertThat(panel.lines()).extracting(ChartPanel.Line::name).containsExactly("naive", "shared", "fused");
        assertThat(panel.lines()).allSatisfy(line -> assertThat(line.values()).hasSize(8).isSorted());
    }

    private static double determination(ExperimentResult result, String fit) {
        String text = (String) result.parameters().get(fit);
        return Double.parseDouble(text.replaceFirst(".*R² ", "").replaceFirst("\\)$", ""));
    }

    @Test
    @DisplayName("makes traces of as many steps as there are repetitions, with the peak that the rows have")
    void traces() {
        List<Trace> traces = new DenseNetExperiment().traces(settings(List.of("bc-100"), 64, 3));
        assertThat(traces).extracting(Trace::name).containsExactly("densenet-bc-100-naive", "densenet-bc-100-shared",
                "densenet-bc-100-fused");
        TrainingSequence fused = TrainingSequence.of(DenseNet.BC_100, Way.FUSED, 64, ElementType.FLOAT32);
        Trace last = traces.getLast();
        assertThat(last.blocks()).isEqualTo(3 * fused.tensors());
        assertThat(last.events()).isEqualTo(2 * last.blocks());
        assertThat(last.liveAtEnd()).isZero();
        assertThat(last.peakLiveBytes()).isEqualTo(fused.peakLiveBytes());
    }

    @Test
    @DisplayName("tells its progress to the end")
    void progress() {
        List<Long> left = new ArrayList<>();
        new DenseNetExperiment().run(settings(List.of("bc-100"), 1, 1), (what, done, total) -> left.add(total - done));
        assertThat(left).containsExactly(3L, 2L, 1L, 0L);
    }

    @Test
    @DisplayName("refuses networks, batches, precisions and threads that there are not")
    void outOfRange() {
        assertThatThrownBy(() -> new DenseNetExperiment().run(settings(List.of("122"), 1, 1), Progress.SILENT))
                .hasMessage("--case 122: must be one of bc-100, 121, 169, 201, 264, depth");
        assertThatThrownBy(() -> settings(List.of(), 0, 1)).hasMessage("--batch 0: must be 1 to 65536");
        assertThatThrownBy(() -> TrainingShape.USUAL.withPrecision("int8"))
                .hasMessage("--precision int8: must be one of float32, float16, bfloat16");
        assertThat(TrainingShape.USUAL.withPrecision("Float16").precision()).isEqualTo(ElementType.FLOAT16);
    }
}
