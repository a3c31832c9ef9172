package dev.cleave.lab.experiment.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The experiment on compaction")
class CompactionExperimentTest {
    private static final long MIB = 1 << 20;

    private static ExperimentResult run(long region) {
        return new CompactionExperiment().run(
                new ExperimentSettings(1, OptionalInt.of(2), List.of(), OptionalLong.of(region)), Progress.SILENT);
    }

    @Test
    @DisplayName("makes a quarter of the region whole in each way, and tells what it copied for that")
    void everyWay() {
        ExperimentResult result = run(32 * MIB);
        assertThat(result.parameters()).containsEntry("wantedBytes", 8 * MIB).containsEntry("repetitions", 2);
        assertThat(result.rows()).extracting(row -> row.get("way"))
                .containsExactly("memcpy", "segment-copy", "segment-blocks", "compaction", "claim", "claim", "claim");
        assertThat(result.rows()).extracting(row -> row.get("lentPercent"))
                .containsExactly(ExperimentResult.UNKNOWN, ExperimentResult.UNKNOWN, ExperimentResult.UNKNOWN,
                        ExperimentResult.UNKNOWN, 0, 50, 100);
        assertThat(result.failures()).isZero();
        assertThat(copied(result, 0)).isEqualTo(8 * MIB);
        assertThat(copied(result, 1)).isEqualTo(8 * MIB);
        assertThat(copied(result, 3)).isBetween(1L, 8 * MIB);
        assertThat(copied(result, 4)).isZero();
        assertThat(copied(result, 5)).isEqualTo(4 * MIB);
        assertThat(copied(result, 6)).isBetween(7 * MIB, 8 * MIB);
        for (Map<String, Object> row : result.rows()) {
            assertThat(row.keySet()).isEqualTo(result.rows().getFirst().keySet());
            assertThat((Double) row.get("p50Millis")).isPositive().isLessThanOrEqualTo((Double) row.get("p99Millis"));
        }
        assertThat(result.toTable()).hasSize(8);
    }

    private static long copied(ExperimentResult result, int row) {
        return (Long) result.rows().get(row).get("bytesCopied");
    }

    @Test
    @DisplayName("refuses regions and threads that it does not have")
    void badInput() {
        assertThatIllegalArgumentException().isThrownBy(() -> run(33 * MIB)).withMessageContaining("--region");
        assertThatIllegalArgumentException().isThrownBy(() -> new CompactionExperiment().run(
                new ExperimentSettings(1, OptionalInt.of(1), List.of(2), OptionalLong.empty()), Progress.SILENT))
                .withMessageContaining("--threads");
    }

    @Test
    @DisplayName("takes for the 99th percentile what 99 in a hundred do not exceed")
    void percentiles() {
        assertThat(Timings.percentile99(List.of(3.0, 1.0, 2.0))).isEqualTo(3);
        assertThat(Timings.percentile99(IntStream.rangeClosed(1, 200).mapToObj(Double::valueOf).toList()))
                .isEqualTo(198);
        assertThat(Timings.percentile99(List.of())).isNaN();
    }
}
