package dev.cleave.lab.experiment.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.occupancy.Capability;
import dev.cleave.gpu.occupancy.Launch;
import dev.cleave.gpu.occupancy.Limit;
import dev.cleave.gpu.occupancy.Occupancy;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The experiment on occupancy")
class OccupancyExperimentTest {
    @Test
    @DisplayName("has a row for each kernel, card and policy, and tells what powers of two cost")
    void rows() {
        ExperimentResult result = new OccupancyExperiment().run(ExperimentSettings.DEFAULTS, Progress.SILENT);

        int kernels = CatalogueKernel.ALL.size();
        assertThat(result.rows()).hasSize((kernels + 1) * 8 * 3);
        Map<String, Object> first = result.rows().getFirst();
        assertThat(first.keySet()).startsWith("kernel", "capability", "policy", "blocks", "limits");
        assertThat(result.rows()).allSatisfy(row -> assertThat(row.keySet()).isEqualTo(first.keySet()));
        // 8,448 bytes are 9 and 1 KiB, or 17 KiB with powers of two, of 100.
        assertThat(row(result, "matmul 2x32x33 float", "8.6", "exact-fit")).containsEntry("blocks", 6)
                .containsEntry("limits", "wr");
        assertThat(row(result, "matmul 2x32x33 float", "8.6", "power-of-two")).containsEntry("blocks", 5)
                .containsEntry("limits", "s")
                .containsEntry("throughputPercent", 83.3);
        assertThat(result.panels()).hasSize(4);
        List<String> table = new OccupancyExperiment().table(result);
        assertThat(table).anySatisfy(line -> assertThat(line).contains("matmul 2x32x33 float").contains("6 > 5"));
    }

    @Test
    @DisplayName("sees the mix keep fewer blocks resident with powers of two, and take longer")
    void mix() {
        ExperimentResult result = new OccupancyExperiment().run(ExperimentSettings.DEFAULTS, Progress.SILENT);
        for (Capability capability : List.of(Capability.V8_6, Capability.V9_0)) {
            String label = capability.label();
            double exact = (Double) row(result, OccupancyExperiment.MIX, label, "exact-fit").get("blocks");
            Map<String, Object> rounded = row(result, OccupancyExperiment.MIX, label, "power-of-two");
            assertThat((Double) rounded.get("blocks")).isLessThan(exact);
            assertThat((Double) rounded.get("throughputPercent")).isLessThan(100);
        }
    }

    private static Map<String, Object> row(ExperimentResult result, String kernel, String capability, String policy) {
        return result.rows()
                .stream()
                .filter(row -> row.get("kernel").equals(kernel) && row.get("capability").equals(capability)
                        && row.get("policy").equals(policy))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gives a multiprocessor's shared memory out whole, refuses more, and takes it back")
    void spaces(Policy policy) {
        for (Capability capability : Capability.values()) {
            SharedSpace space = policy.open(capability);
            int grain = capability.sharedGranularity();
            int half = Integer.highestOneBit(capability.sharedBytes()) / 2;
            long one = space.take(half);
            long other = space.take(half);
            assertThat(one).isNotEqualTo(other).isNotEqualTo(SharedSpace.NONE);
            assertThat(other).isNotEqualTo(SharedSpace.NONE);
            assertThat(space.take(capability.sharedBytes())).isEqualTo(SharedSpace.NONE);
            assertThat(space.take(0)).isNotEqualTo(SharedSpace.NONE);
            space.give(one, half);
            space.give(other, half);
            long all = space.take(2 * half);
            assertThat(all).isNotEqualTo(SharedSpace.NONE);
            space.give(all, 2 * half);
            assertThat(space.take(grain)).isNotEqualTo(SharedSpace.NONE);
        }
    }

    @Test
    @DisplayName("rounds to the next power of two, and leaves what is one")
    void rounds() {
        Launch launch = new Launch(32, 32, 0, 4097);
        assertThat(Policy.POWER_OF_TWO.rounded(launch).sharedBytes()).isEqualTo(8192);
        assertThat(Policy.POWER_OF_TWO.rounded(launch.withShared(4096)).sharedBytes()).isEqualTo(4096);
        assertThat(Policy.POWER_OF_TWO.rounded(launch.withShared(0)).sharedBytes()).isZero();
        assertThat(Policy.EXACT_FIT.rounded(launch)).isEqualTo(launch);
    }

    @Test
    @DisplayName("runs every block of the mix once, with no more resident than the card allows")
    void multiprocessor() {
        Multiprocessor.Outcome outcome = new Multiprocessor(Capability.V7_5, Policy.EXACT_FIT).run(2_000, 7);
        assertThat(outcome.resident()).isBetween(1.0, 16.0);
        assertThat(outcome.time()).isGreaterThan(2_000L * 50 / 16);
        assertThat(outcome.limits()).isNotEmpty();
        assertThat(new Multiprocessor(Capability.V7_5, Policy.EXACT_FIT).run(2_000, 7)).isEqualTo(outcome);
    }

    @Test
    @DisplayName("has a catalogue whose kernels run on most cards")
    void catalogue() {
        assertThat(CatalogueKernel.ALL).allSatisfy(kernel -> assertThat(
                Occupancy.of(Capability.V9_0, kernel.launch()).blocks()).as(kernel.name()).isPositive());
        assertThat(Limit.letters(Occupancy.of(Capability.V7_5, CatalogueKernel.ALL.getLast().launch()).limits()))
                .isEqualTo("s");
    }
}
