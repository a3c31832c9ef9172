package dev.cleave.lab.experiment.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The enclave experiment")
class EnclaveExperimentTest {
    private static ExperimentSettings settings(String choice, Trace... traces) {
        return new ExperimentSettings(1, OptionalInt.empty(), List.of(), OptionalLong.of(2 << 20),
                OptionalLong.empty(), List.of(choice), List.of(), List.of(traces));
    }

    private static Trace trace() {
        SplittableRandom random = new SplittableRandom(5);
        Trace.Builder builder = new Trace.Builder("made", TraceKind.HEAP);
        for (int each = 0; each < 12_000; each++) {
            builder.allocateBytes(each, 8 * random.nextInt(1, 40) + 4, 0);
            if (each >= 9000) {
                builder.free(each - 9000, 0);
            }
        }
        builder.allocateBytes(12_000, 70_000, 0);
        return builder.build();
    }

    private static double figure(ExperimentResult result, String load, String policy, String column) {
        Map<String, Object> row = result.rows().stream()
                .filter(each -> each.get("load").equals(load) && each.get("policy").equals(policy))
                .findFirst()
                .orElseThrow();
        return ((Number) row.get(column)).doubleValue();
    }

    @Test
    @DisplayName("finds that classes by histogram waste less than others, and evict less")
    void histogramWastesLess() {
        List<Long> left = new ArrayList<>();
        ExperimentResult result = new EnclaveExperiment().run(settings("rounding", trace()),
                (what, done, total) -> left.add(total - done));
        assertThat(left).startsWith(8L).endsWith(0L);
        assertThat(result.rows()).hasSize(8);
        assertThat(result.rows().getFirst().keySet()).startsWith("load", "policy", "waste", "evictions");
        for (String load : List.of("key-value", "made")) {
            double plain = figure(result, load, "powers of two", "waste");
            assertThat(figure(result, load, "histogram", "waste")).isBetween(0.0, 0.08).isLessThan(plain / 3);
            assertThat(figure(result, load, "histogram", "waste"))
                    .isLessThan(figure(result, load, "jemalloc-like", "waste"));
            assertThat(figure(result, load, "histogram", "evictions")).isPositive()
                    .isLessThan(figure(result, load, "powers of two", "evictions"));
        }
        assertThat(result.panels()).hasSize(4);
    }

    @Test
    @DisplayName("finds that classes that are learned waste little, and evict less than powers of two")
    void learnedWastesLittle() {
        ExperimentResult result = new EnclaveExperiment().run(settings("rounding", trace()), Progress.SILENT);
        assertThat(figure(result, "made", "learned", "waste"))
                .isLessThan(0.06)
                .isLessThan(figure(result, "made", "powers of two", "waste") / 3);
        assertThat(figure(result, "made", "learned", "evictions"))
                .isLessThan(figure(result, "made", "powers of two", "evictions"));
    }

    @Test
    @DisplayName("finds that placement at random has its entropy, and that freed places are hardly foretold")
    void placement() {
        ExperimentResult result = new EnclaveExperiment().run(settings("placement"), Progress.SILENT);
        assertThat(result.rows()).hasSize(5);
        assertThat(figure(result, "placement", "off", "entropyBits")).isZero();
        assertThat(figure(result, "placement", "off", "observedBits")).isZero();
        assertThat(figure(result, "placement", "off", "retakenShare")).isGreaterThan(0.5);
        assertThat(figure(result, "placement", "6 bits", "entropyBits")).isGreaterThanOrEqualTo(6);
        assertThat(figure(result, "placement", "6 bits", "observedBits")).isGreaterThan(7);
        assertThat(figure(result, "placement", "6 bits", "retakenShare")).isLessThan(0.05);
        assertThat(figure(result, "placement", "6 bits", "heldPerAsked"))
                .isGreaterThan(figure(result, "placement", "off", "heldPerAsked"));
        assertThat(result.panels()).hasSize(4);
    }

    @Test
    @DisplayName("takes entropy from counts as Shannon does")
    void entropy() {
        assertThat(PlacementTrial.entropyBits(5, 5, 5, 5)).isCloseTo(2, within(1e-12));
        assertThat(PlacementTrial.entropyBits(7, 0)).isZero();
        assertThat(PlacementTrial.entropyBits(3, 1)).isCloseTo(0.8113, within(1e-4));
    }

    @Test
    @DisplayName("measures a fault: every access brings a page")
    void faults() {
        FaultTrial.Outcome outcome = FaultTrial.run(1 << 20);
        assertThat(outcome.loads()).isGreaterThanOrEqualTo(19_000);
        assertThat(outcome.evictions()).isGreaterThanOrEqualTo(outcome.loads());
        assertThat(outcome.nanos()).isPositive().isFinite();
        ExperimentResult result = new EnclaveExperiment().run(settings("faults"), Progress.SILENT);
        assertThat(new EnclaveExperiment().table(result)).hasSize(2).first().asString().contains("faultNanos");
    }

    @Test
    @DisplayName("finds the same again for the same seed")
    void repeatable() {
        EnclaveLoad load = new KeyValueLoad(3, 1 << 20);
        EnclaveTrial.Outcome first = EnclaveTrial.run(load, RoundingPolicy.LEARNED, 1 << 20);
        assertThat(EnclaveTrial.run(load, RoundingPolicy.LEARNED, 1 << 20)).isEqualTo(first);
    }

    @Test
    @DisplayName("rounds large sizes as each policy does")
    void largeSizes() {
        assertThat(RoundingPolicy.POWERS_OF_TWO.large(4097)).isEqualTo(8192);
        assertThat(RoundingPolicy.POWERS_OF_TWO.large(8192)).isEqualTo(8192);
        assertThat(RoundingPolicy.FOUR_A_DOUBLING.large(9000)).isEqualTo(10_240);
        assertThat(RoundingPolicy.FOUR_A_DOUBLING.large(33_000)).isEqualTo(40_960);
        assertThat(RoundingPolicy.HISTOGRAM.large(9000)).isEqualTo(9000);
    }

    @Test
    @DisplayName("refuses settings that it cannot serve")
    void settingsOutOfRange() {
        assertThatThrownBy(() -> new EnclaveExperiment().run(
                new ExperimentSettings(1, OptionalInt.empty(), List.of(), OptionalLong.of(5)), Progress.SILENT))
                .hasMessageStartingWith("--region 5: must be ");
        assertThatThrownBy(() -> new EnclaveExperiment().run(
                new ExperimentSettings(1, OptionalInt.of(2), List.of(), OptionalLong.empty()), Progress.SILENT))
                .hasMessageStartingWith("--repetitions 2: must be 1");
    }
}
