package dev.cleave.lab.experiment.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cleave.lab.device.DeviceAllocatorKind;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code lab gpu-defragment} on whatever device is here. */
class GpuDefragmentExperimentTest {
    private static ExperimentSettings settings(long region, List<String> cases) {
        return new ExperimentSettings(7, OptionalInt.empty(), List.of(), OptionalLong.of(region), OptionalLong.empty(),
                cases, List.of(), List.of());
    }

    @DisplayName("Both allocators have the same live set, and no less reserved than that")
    @Test
    void bothHaveTheSameLiveSet() {
        assumeTrue(DeviceAllocatorKind.refusal().isEmpty(), () -> DeviceAllocatorKind.refusal().orElse(""));

        ExperimentResult result =
                new GpuDefragmentExperiment().run(settings(400 << 20, List.of("large")), (what, done, all) -> {});

        assertThat(result.rows()).hasSize(2);
        Map<String, Object> cleave = result.rows().get(0);
        Map<String, Object> vma = result.rows().get(1);
        assertThat(cleave).containsEntry("mix", "large").containsEntry("allocator", "cleave");
        assertThat(vma).containsEntry("allocator", "vma");
        assertThat(cleave.get("liveBytes")).isEqualTo(vma.get("liveBytes"));
        assertThat(cleave.get("halfLiveBytes")).isEqualTo(vma.get("halfLiveBytes"));
        for (Map<String, Object> each : result.rows()) {
            assertThat((Long) each.get("reservedBytes")).isGreaterThanOrEqualTo((Long) each.get("liveBytes"));
            assertThat((Long) each.get("endReservedBytes")).isGreaterThanOrEqualTo((Long) each.get("halfLiveBytes"));
            assertThat((Long) each.get("endBlocks")).isLessThanOrEqualTo((Long) each.get("blocks"));
        }
    }

    @DisplayName("A region out of range is refused")
    @Test
    void aRegionOutOfRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GpuDefragmentExperiment().run(settings(1, List.of()), (what, done, all) -> {}))
                .withMessageContaining("--region");
    }
}
