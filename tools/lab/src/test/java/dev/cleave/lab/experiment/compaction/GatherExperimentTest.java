package dev.cleave.lab.experiment.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cleave.contiguity.GatherView;
import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The experiment on gathering")
class GatherExperimentTest {
    private static final long MIB = 1 << 20;

    private static ExperimentResult run(long region) {
        return new GatherExperiment().run(
                new ExperimentSettings(1, OptionalInt.of(1), List.of(), OptionalLong.of(region)), Progress.SILENT);
    }

    @Test
    @DisplayName("sends the same bytes in pieces of each size through each way, and draws them")
    void everyWay() {
        ExperimentResult result = run(MIB);
        assertThat(result.rows().stream().map(row -> row.get("way")).distinct())
                .contains("file-write", "file-read", "socket");
        int ways = result.panels().size();
        assertThat(result.rows()).hasSize(ways * 5);
        assertThat(result.rows().subList(0, 5)).extracting(row -> row.get("pieceBytes"))
                .containsExactly(4096L, 16384L, 65536L, 262144L, MIB);
        assertThat(result.rows()).allSatisfy(row -> {
            assertThat((Long) row.get("pieces") * (Long) row.get("pieceBytes")).isEqualTo(MIB);
            assertThat((Double) row.get("millis")).isPositive();
        });
        assertThat(result.rows().get(4)).containsEntry("ofOnePiecePercent", 100.0);
        ChartPanel panel = (ChartPanel) result.panels().getFirst();
        assertThat(panel.lines()).hasSize(2).allSatisfy(line -> assertThat(line.values()).hasSize(5));
    }

    @Test
    @DisplayName("refuses regions that are no power of four pages")
    void badInput() {
        assertThatIllegalArgumentException().isThrownBy(() -> run(2 * MIB)).withMessageContaining("4MiB");
        assertThatIllegalArgumentException().isThrownBy(() -> run(4096)).withMessageContaining("--region");
    }

    @Test
    @DisplayName("predicts what lies between the two measurements that it is given")
    void predicts() {
        TreeMap<Long, Double> nanos = new TreeMap<>(Map.of(4096L, 2_560_000.0, 65_536L, 1_200_000.0, MIB, 1_005_000.0));
        GatherFindings findings = GatherFindings.of("made up", MIB, nanos);
        List<Map<String, Object>> rows = findings.rows();
        assertThat((Double) rows.getFirst().get("predictedMillis")).isCloseTo(2.56, within(0.001));
        assertThat((Double) rows.get(1).get("predictedMillis")).isBetween(1.005, 1.2);
        assertThat((Double) rows.getLast().get("predictedMillis")).isCloseTo(1.005, within(0.001));
        assertThat((Double) rows.get(1).get("ofOnePiecePercent")).isEqualTo(83.8);
    }

    @Test
    @DisplayName("cuts its pieces so that none adjoins the one before")
    void pieces() {
        try (Pieces pieces = new Pieces(MIB, 1)) {
            assertThat(pieces.views().keySet()).containsExactly(4096L, 16384L, 65536L, 262144L, MIB);
            GatherView smallest = pieces.views().get(4096L);
            assertThat(smallest.pieces()).hasSize(256);
            for (int each = 1; each < 256; each++) {
                long gap = smallest.pieces().get(each).address() - smallest.pieces().get(each - 1).address();
                assertThat(Math.abs(gap)).isGreaterThanOrEqualTo(8192);
            }
            assertThat(pieces.views().get(MIB).pieces()).hasSize(1);
        }
    }
}
