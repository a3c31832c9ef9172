package dev.cleave.lab.experiment.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.jvm.ResidentMemory;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.report.Progress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The experiments on caches")
class CacheExperimentsTest {
    private static final long REGION = 8 << 20;

    private static ExperimentSettings settings(OptionalLong region, String size, String... caches) {
        return new ExperimentSettings(1, OptionalInt.empty(), List.of(), region, OptionalLong.empty(), List.of(size),
                List.of(caches), List.of());
    }

    @Test
    @DisplayName("see a cache hold fewer entries than it was given, in about as much memory as it was told")
    void capacity() {
        Assumptions.assumeTrue(ResidentMemory.isKnown(), "this system does not tell what is resident");
        ExperimentResult result = new CacheCapacityExperiment()
                .run(settings(OptionalLong.of(REGION), "1024", "cleave", "ohc"), Progress.SILENT);
        assertThat(result.failures()).isZero();
        assertThat(result.rows()).extracting(row -> row.get("allocator")).containsExactly("cleave", "ohc");
        Map<String, Object> cleave = result.rows().getFirst();
        assertThat((long) cleave.get("entries")).isBetween(REGION / 2_048, REGION / 1_024);
        assertThat((long) cleave.get("residentBytes")).isGreaterThan(REGION / 2);
        assertThat((double) cleave.get("cleaveTimes")).isEqualTo(1);
    }

    @Test
    @DisplayName("see collections of garbage that stop a program with many entries on the Java heap, and with as many off it")
    void pauses() {
        ExperimentResult result = new CachePausesExperiment(Map.of("few", 200_000L), 400_000)
                .run(settings(OptionalLong.empty(), "few", "cleave", "caffeine"), Progress.SILENT);
        assertThat(result.failures()).isZero();
        assertThat(result.rows()).hasSize(2).allSatisfy(row -> {
            assertThat((double) row.get("fullPauseMillis")).isPositive();
            assertThat((long) row.get("entries")).isEqualTo(200_000);
        });
        long off = (long) result.rows().getFirst().get("javaHeapBytes");
        long on = (long) result.rows().getLast().get("javaHeapBytes");
        assertThat(on).as("the entries are on the Java heap").isGreaterThan(off + 200_000 * 100L);
        assertThat(result.panels()).hasSize(2);
    }

    @Test
    @DisplayName("refuse sizes, threads and caches that there are not")
    void badInput() {
        assertThatThrownBy(() -> new CacheCapacityExperiment()
                .run(settings(OptionalLong.of(1), "100", "cleave"), Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--region");
        assertThatThrownBy(() -> new CacheCapacityExperiment()
                .run(settings(OptionalLong.of(REGION), "7", "cleave"), Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--case");
        assertThatThrownBy(() -> CacheChild.chosen(List.of("nobody"), List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("nobody");
        assertThatThrownBy(() -> Figures.parse(List.of("entries=12", "said=so")).of("said"))
                .isInstanceOf(TrialException.class).hasMessageContaining("said");
        assertThat(Figures.parse(List.of("entries=12")).of("entries")).isEqualTo(12);
    }
}
