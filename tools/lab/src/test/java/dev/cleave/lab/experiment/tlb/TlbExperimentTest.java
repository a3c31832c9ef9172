package dev.cleave.lab.experiment.tlb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.TlbShape;
import dev.cleave.lab.report.Progress;
import dev.cleave.memory.OperatingSystem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayName("The TLB experiment")
class TlbExperimentTest {
    private static final long MIB = 1 << 20;

    private static ExperimentSettings settings(long region, Optional<TlbShape> shape) {
        return new ExperimentSettings(1, OptionalInt.of(1), List.of(), OptionalLong.of(region),
                OptionalLong.empty(), List.of(), List.of(), List.of(), shape);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("walks three layouts, and its model counts what the textbook does")
    void threeLayouts() {
        OperatingSystem system = OperatingSystem.current();
        ExperimentResult result = new TlbExperiment().run(settings(8 * MIB, Optional.empty()), Progress.SILENT);

        assertThat(result.rows()).extracting(row -> row.get("layout"))
                .containsExactly("contiguous", "huge", "scattered");
        long pages = 8 * MIB / system.pageSize();
        for (Map<String, Object> row : result.rows()) {
            assertThat((double) row.get("nanosPerAccess")).isPositive();
            assertThat((double) row.get("nanosInOrder")).isPositive();
            assertThat((long) row.get("faults")).isPositive();
            assertThat((long) row.get("anonHugePagesBytes")).isBetween(0L, 8 * MIB);
            boolean huge = row.get("layout").equals("huge") && system.hugePageSize() > 0;
            assertThat(row.get("modelMisses")).isEqualTo(huge ? 8 * MIB / system.hugePageSize() : pages);
        }
        assertThat((long) result.rows().getLast().get("faults")).as("each map has a fault of its own")
                .isGreaterThanOrEqualTo(pages);
        assertThat(result.rows().getLast().get("maps")).isEqualTo((int) pages);
        assertThat(result.panels()).hasSize(2).allSatisfy(picture -> {
            List<ChartPanel.Line> lines = ((ChartPanel) picture).lines();
            assertThat(lines).extracting(line -> line.name()).containsExactly("contiguous", "huge", "scattered");
            assertThat(lines).allSatisfy(line -> assertThat(line.values()).hasSizeGreaterThan(3));
        });
    }

    @Test
    @DisplayName("has rows with what could be had where a system cannot lay memory out in every way")
    void elsewhere() {
        ExperimentResult result = new TlbExperiment(OperatingSystem::portable)
                .run(settings(2 * MIB, Optional.of(TlbShape.USUAL)), Progress.SILENT);

        assertThat(result.rows()).hasSize(3);
        assertThat((double) result.rows().getFirst().get("nanosPerAccess")).isPositive();
        assertThat(result.rows().getLast()).containsEntry("faults", ExperimentResult.UNKNOWN);
        assertThat((String) result.rows().getLast().get("backing")).startsWith("not to be had: ");
        assertThat(result.rows()).extracting(Map::keySet).containsOnly(result.rows().getFirst().keySet());
        assertThat(result.parameters()).containsEntry("tlb", "64x4,1536x12");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("scatters every frame somewhere, and loses none")
    void scattered() {
        OperatingSystem system = OperatingSystem.current();
        long bytes = 64 * system.pageSize();
        try (LaidOut laidOut = Layout.SCATTERED.open(system, bytes, new SplittableRandom(3))) {
            MemorySegment memory = laidOut.memory();
            for (long at = 0; at < bytes; at += 8) {
                memory.set(JAVA_LONG, at, at);
            }
            for (long at = 0; at < bytes; at += 8) {
                assertThat(memory.get(JAVA_LONG, at)).isEqualTo(at);
            }
            assertThat(laidOut.backing()).isEqualTo("64 maps of " + system.pageSize() + " bytes of a memfd");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("gives back all address space and descriptors that it took")
    void givesBack() throws IOException {
        Layout.SCATTERED.open(OperatingSystem.current(), 2 * MIB, new SplittableRandom(1)).close();
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("memfd:tlb");
    }

    @Test
    @DisplayName("finds the counts of page faults behind a name with brackets and spaces")
    void faults() {
        assertThat(PageFaults.parse("12 (a) b (c) S 1 2 3 4 5 6 70 8 9 10 11")).isEqualTo(79);
    }

    @Test
    @DisplayName("tells its progress to the end")
    void progress() {
        List<Long> left = new ArrayList<>();
        new TlbExperiment().run(settings(2 * MIB, Optional.empty()), (what, done, total) -> left.add(total - done));
        assertThat(left).containsExactly(3L, 2L, 1L, 0L);
    }

    @Test
    @DisplayName("refuses regions, threads and TLBs that there are not")
    void settingsOutOfRange() {
        assertThatThrownBy(() -> new TlbExperiment().run(settings(5, Optional.empty()), Progress.SILENT))
                .hasMessageStartingWith("--region 5: must be ");
        assertThatThrownBy(() -> new TlbExperiment().run(
                new ExperimentSettings(1, OptionalInt.empty(), List.of(4), OptionalLong.empty()), Progress.SILENT))
                .hasMessageStartingWith("--threads [4]: must be 1");
        assertThatThrownBy(() -> new TlbShape(List.of())).hasMessageStartingWith("--tlb 0 levels: must be ");
        assertThatThrownBy(() -> new TlbShape.Part(64, 5, 0)).hasMessageStartingWith("--tlb 64x5: must be ");
        assertThatThrownBy(() -> new TlbShape.Part(0, 1, 0)).hasMessageStartingWith("--tlb 0 entries: must be ");
        assertThatThrownBy(() -> new TlbShape.Part(4, 1, 5000)).hasMessageContaining("a power of two");
        assertThat(new TlbShape(List.of(List.of(new TlbShape.Part(64, 4, 4096), new TlbShape.Part(32, 32, 2 * MIB)),
                List.of(new TlbShape.Part(2048, 8, 0))))).hasToString("64x4@4KiB+32x32@2MiB,2048x8");
    }
}
