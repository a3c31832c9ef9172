package dev.cleave.lab.experiment.sharedmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.cleave.gpu.opencl.OpenClDevices;
import dev.cleave.gpu.shared.MemoryPolicy;
import dev.cleave.gpu.shared.SharedTask;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The experiment on shared memory in a kernel")
class SharedMemoryExperimentTest {
    private static ExperimentResult run(OptionalLong arena) {
        assumeFalse(OpenClDevices.list().isEmpty(), "skipped: no OpenCL device; pocl-opencl-icd is one on the CPU");
        return new SharedMemoryExperiment().run(new ExperimentSettings(1, OptionalInt.of(1), List.of(), arena),
                Progress.SILENT);
    }

    @Test
    @DisplayName("runs every load with every policy, and has at least 1.3 times the tasks of static partitions")
    void rows() {
        ExperimentResult result = run(OptionalLong.empty());

        assertThat(result.failures()).isZero();
        assertThat(result.rows()).hasSize(3 * (MemoryPolicy.values().length + 1));
        Map<String, Object> mixed = result.rows().getFirst();
        assertThat(mixed).containsEntry("load", "mixed").containsEntry("policy", "exact-fit");
        assertThat((Double) mixed.get("ofStaticClasses")).isGreaterThanOrEqualTo(1.3);
        assertThat(result.rows()).allSatisfy(row -> assertThat((Double) row.get("resident")).isPositive());
        assertThat(result.panels()).hasSize(4);
    }

    @Test
    @DisplayName("refuses an arena that is none")
    void badArena() {
        assertThatThrownBy(() -> run(OptionalLong.of(1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--region 1000: must be 16KiB to 128KiB");
    }

    @Test
    @DisplayName("draws the same tasks for the same seed, of the sizes of the load")
    void loads() {
        List<SharedTask> tasks = TaskLoad.MIXED.tasks(1_000, 5);
        assertThat(tasks).hasSize(1_000).isEqualTo(TaskLoad.MIXED.tasks(1_000, 5));
        assertThat(tasks.stream().map(SharedTask::bytes).distinct()).hasSize(8).contains(288, 12_544);
        assertThat(TaskLoad.SMALL.tasks(500, 5)).allSatisfy(task -> assertThat(task.bytes()).isLessThanOrEqualTo(1296));
    }

    @Test
    @DisplayName("stresses the allocator without a failure")
    void stress() {
        assumeFalse(OpenClDevices.list().isEmpty(), "skipped: no OpenCL device; pocl-opencl-icd is one on the CPU");
        ExperimentResult result = new SharedStressExperiment(200_000).run(ExperimentSettings.DEFAULTS, Progress.SILENT);
        assertThat(result.failures()).isZero();
        assertThat(result.rows()).hasSize(4).allSatisfy(row -> {
            assertThat((Long) row.get("operations")).isGreaterThanOrEqualTo(200_000);
            assertThat((Long) row.get("wrongStamps")).isZero();
            assertThat((Long) row.get("allocated")).isPositive();
        });
    }
}
