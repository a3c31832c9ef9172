package dev.cleave.lab.experiment.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayName("The experiment on an HTTP server")
@EnabledOnOs(OS.LINUX)
@Timeout(value = 5, unit = TimeUnit.MINUTES) // for a hang
class HttpServerExperimentTest {
    private static ExperimentSettings settings(List<Integer> threads, OptionalLong region, List<String> allocators) {
        return new ExperimentSettings(1, OptionalInt.of(2), threads, region, OptionalLong.empty(), List.of(),
                allocators, List.of());
    }

    @Test
    @DisplayName("has a row for each server: all answers good, and no buffer left")
    void rows() {
        List<Long> left = new ArrayList<>();
        ExperimentResult result = new HttpServerExperiment(Duration.ofMillis(300)).run(
                settings(List.of(), OptionalLong.empty(), List.of()), (what, done, total) -> left.add(total - done));

        assertThat(result.rows()).extracting(row -> row.get("allocator"))
                .containsExactly("cleave", "netty-pooled", "netty-adaptive");
        assertThat(result.parameters().get("reasons")).isEqualTo(List.of());
        assertThat(result.rows()).allSatisfy(row -> {
            assertThat((long) row.get("requestsPerSecond")).isPositive();
            assertThat((long) row.get("calmPerSecond")).isPositive();
            assertThat((long) row.get("failures")).isZero();
            assertThat((double) row.get("percentOfPooled")).isPositive();
            assertThat((long) row.get("startBytes")).isPositive();
            assertThat((long) row.get("peakBytes")).isPositive();
            assertThat((long) row.get("restBytes")).isPositive();
            assertThat((long) row.get("heldBytes")).isPositive();
        });
        Map<String, Object> pooled = result.rows().get(1);
        assertThat(pooled.get("percentOfPooled")).isEqualTo(100.0);
        assertThat(result.rows()).extracting(row -> row.get("leakedBytes"))
                .containsExactly(0L, 0L, ExperimentResult.UNKNOWN);
        assertThat(result.panels()).hasSize(4);
        assertThat(left).endsWith(0L).isSortedAccordingTo((one, other) -> Long.compare(other, one));
    }

    @Test
    @DisplayName("races those asked for; without the pooled one nothing is said of it")
    void chosen() {
        ExperimentResult result = new HttpServerExperiment(Duration.ofMillis(100)).run(
                settings(List.of(2), OptionalLong.of(256 << 20), List.of("cleave")), Progress.SILENT);
        assertThat(result.rows()).singleElement().satisfies(row -> {
            assertThat(row.get("percentOfPooled")).isEqualTo(ExperimentResult.UNKNOWN);
            assertThat((long) row.get("heldBytes")).isBetween(1L, 256L << 20);
        });
        assertThat(result.parameters()).containsEntry("eventLoops", 2);
    }

    @Test
    @DisplayName("refuses what it cannot serve, naming the option")
    void refusals() {
        HttpServerExperiment experiment = new HttpServerExperiment();
        assertThatThrownBy(() -> experiment.run(settings(List.of(), OptionalLong.of(1), List.of()), Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("--region 1: must be 64MiB");
        assertThatThrownBy(() -> experiment.run(settings(List.of(1, 2), OptionalLong.empty(), List.of()),
                Progress.SILENT)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--threads [1, 2]: must be one number");
        assertThatThrownBy(() -> experiment.run(settings(List.of(), OptionalLong.empty(), List.of("malloc")),
                Progress.SILENT)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--allocator malloc: must be of cleave, netty-pooled, netty-adaptive");
    }
}
