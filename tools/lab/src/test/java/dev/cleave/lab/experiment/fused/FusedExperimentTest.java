package dev.cleave.lab.experiment.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.opencl.OpenClDevices;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.TrainingShape;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("lab fused")
class FusedExperimentTest {
    private static ExperimentSettings settings(TrainingShape shape) {
        return new ExperimentSettings(1, OptionalInt.of(1), List.of(), OptionalLong.empty(), OptionalLong.empty(),
                List.of(), List.of(), List.of(), Optional.empty(), Optional.of(shape));
    }

    @Test
    @DisplayName("finds the same bits on all kernels in both ways, and less memory when fused")
    void rows() {
        List<Long> left = new ArrayList<>();
        ExperimentResult result = new FusedExperiment().run(settings(TrainingShape.USUAL.withBatch(1)),
                (what, done, total) -> left.add(total - done));
        assertThat(result.rows()).hasSize(OpenClDevices.list().isEmpty() ? 4 : 6);
        assertThat(result.rows()).extracting(row -> row.get("kernels") + " " + row.get("way"))
                .startsWith("scalar concatenating", "scalar fused", "vector concatenating", "vector fused");
        assertThat(result.failures()).isZero();
        for (int pair = 0; pair < result.rows().size(); pair += 2) {
            Map<String, Object> concatenating = result.rows().get(pair);
            Map<String, Object> fused = result.rows().get(pair + 1);
            assertThat(fused).containsEntry("identical", true);
            assertThat((long) fused.get("peakBytes")).isLessThan((long) concatenating.get("peakBytes"));
        }
        assertThat(left.getLast()).isZero();
        assertThat(result.panels()).hasSize(1);
    }

    @Test
    @DisplayName("refuses more images than are of use, and other precisions")
    void outOfRange() {
        assertThatThrownBy(
                () -> new FusedExperiment().run(settings(TrainingShape.USUAL.withBatch(257)), Progress.SILENT))
                .hasMessage("--batch 257: must be 1 to 256 for this experiment");
        assertThatThrownBy(
                () -> new FusedExperiment().run(settings(TrainingShape.USUAL.withPrecision("float16")),
                        Progress.SILENT))
                .hasMessage("--precision float16: must be float32 for this experiment");
    }
}
