package dev.cleave.lab.experiment.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The crash experiment")
class CrashExperimentTest {
    private static final int KILLS = 50;

    private final CrashExperiment experiment = new CrashExperiment();

    private static ExperimentSettings settings(long seed, String mode, int kills) {
        return new ExperimentSettings(seed, OptionalInt.empty(), List.of(), OptionalLong.empty(),
                OptionalLong.empty(), List.of(mode), List.of(), List.of()).withKills(kills);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "writeback"})
    @DisplayName("finds every heap recovered after fifty crashes, whatever the seed")
    void everythingIsRecovered(String mode) {
        long seed = System.nanoTime();
        ExperimentResult result = experiment.run(settings(seed, mode, KILLS), Progress.SILENT);
        assertThat(result.rows()).as("seed %s: %s", seed, result.parameters())
                .containsExactly(Map.of("kills", KILLS, "recovered", (long) KILLS, "lostCommitted", 0L,
                        "leakedBytes", 0L, "mode", mode));
        assertThat((long) result.parameters().get(mode + "Commits")).isPositive();
        assertThat(experiment.failures(result)).isZero();
    }

    @Test
    @DisplayName("has a row with the columns that programs rely on, in their order")
    void columns() {
        ExperimentResult result = experiment.run(settings(1, "writeback", 1), Progress.SILENT);
        assertThat(result.rows().getFirst().keySet())
                .containsExactly("kills", "recovered", "lostCommitted", "leakedBytes", "mode");
    }

    @Test
    @DisplayName("counts heaps that were not recovered as failures")
    void countsFailures() {
        ExperimentResult result = new ExperimentResult("crash", Map.of(),
                List.of(Map.of("kills", 5, "recovered", 3L), Map.of("kills", 5, "recovered", 5L)));
        assertThat(experiment.failures(result)).isEqualTo(2);
    }

    @Test
    @DisplayName("refuses a mode that it does not have, and no kills")
    void refusesBadSettings() {
        assertThatThrownBy(() -> experiment.run(settings(1, "earthquake", 1), Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--case earthquake: must be one of kill, writeback");
        assertThatThrownBy(() -> settings(1, "kill", 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--kills 0: must be 1 or more");
    }
}
