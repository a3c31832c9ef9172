package dev.cleave.lab.experiment.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.heap.Heap;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The dialogue experiment")
class DialogueExperimentTest {
    private static final long REGION = 64L << 20;

    private static long sum(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    @Test
    @DisplayName("finds more large requests served with the dialogue than without, at a fill where they compete")
    void theDialogueServesMore() {
        DialogueTrial.Outcome off = new DialogueTrial(0.65, false, REGION).run(1);
        DialogueTrial.Outcome on = new DialogueTrial(0.65, true, REGION).run(1);
        assertThat(on.asked()).as("the same is asked").isEqualTo(off.asked());
        assertThat(sum(on.served())).isGreaterThan(sum(off.served()));
        assertThat(on.decisions().smaller()).isPositive();
        assertThat(off.decisions().smaller() + off.decisions().larger() + off.decisions().forced()).isZero();
    }

    @Test
    @DisplayName("finds the same again for the same seed, times apart")
    void repeatable() {
        DialogueTrial trial = new DialogueTrial(0.5, true, 16 << 20);
        DialogueTrial.Outcome first = trial.run(7);
        DialogueTrial.Outcome again = trial.run(7);
        assertThat(again.served()).isEqualTo(first.served());
        assertThat(again.decisions()).isEqualTo(first.decisions());
        assertThat(again.wholeShare()).isEqualTo(first.wholeShare());
    }

    @Test
    @DisplayName("has a row a fill and way, whose shares are percentages")
    void rows() {
        ExperimentResult result = new DialogueExperiment().run(
                new ExperimentSettings(1, OptionalInt.of(1), List.of(1), OptionalLong.of(16 << 20)), Progress.SILENT);
        assertThat(result.rows()).hasSize(10);
        assertThat(result.rows()).extracting(row -> row.get("dialogue")).startsWith("off", "on", "off");
        assertThat(result.rows()).allSatisfy(row -> {
            assertThat((double) row.get("servedPercent")).isBetween(0.0, 100.0);
            assertThat((long) row.get("served")).isLessThanOrEqualTo((long) row.get("asked"));
            assertThat(row.keySet()).contains("of256KiB", "of1MiB", "of2MiB", "wholePercent", "nanosPerSmall");
        });
    }

    @Test
    @DisplayName("tells its progress to the end")
    void progress() {
        List<Long> left = new ArrayList<>();
        new DialogueExperiment().run(
                new ExperimentSettings(1, OptionalInt.of(1), List.of(1), OptionalLong.of(16 << 20)),
                (what, done, total) -> left.add(total - done));
        assertThat(left).startsWith(10L).endsWith(0L);
    }

    @Test
    @DisplayName("refuses regions and threads that it cannot serve")
    void settingsOutOfRange() {
        assertThatThrownBy(() -> new DialogueExperiment().run(
                new ExperimentSettings(1, OptionalInt.empty(), List.of(), OptionalLong.of(5)), Progress.SILENT))
                .hasMessageStartingWith("--region 5: must be ");
        assertThatThrownBy(() -> new DialogueExperiment().run(
                new ExperimentSettings(1, OptionalInt.empty(), List.of(4), OptionalLong.empty()), Progress.SILENT))
                .hasMessageStartingWith("--threads [4]: must be 1");
    }

    @Test
    @DisplayName("keeps small objects at their level and loses none")
    void smallObjectsKeepTheirLevel() {
        try (Pool pool = Pool.builder().capacity(REGION).build(); Heap heap = Heap.of(pool)) {
            SmallObjects small = new SmallObjects(heap, new SplittableRandom(3));
            small.nextGeneration();
            small.raiseTo(1 << 20);
            small.nextGeneration();
            small.replace(1 << 19, 1 << 20);
            assertThat(small.liveBytes()).isBetween(1L << 20, (1L << 20) + SmallObjects.MOST);
            assertThat(small.refused()).isZero();
            small.freeAll();
            assertThat(heap.usage().liveBlocks()).isZero();
        }
    }

    @Test
    @DisplayName("counts a large request that cannot be served, and asks on")
    void largeRequestsAreCounted() {
        try (Pool pool = Pool.builder().capacity(4 << 20).build(); Heap heap = Heap.of(pool)) {
            LargeRequests large = new LargeRequests(heap, new SplittableRandom(3));
            for (int each = 0; each < 60; each++) {
                large.ask(64 << 20);
            }
            assertThat(sum(large.asked())).isEqualTo(60);
            assertThat(sum(large.served())).isBetween(1L, 16L);
            large.freeAll();
            assertThat(heap.usage().largeBlocks()).isZero();
            large.forget();
            assertThat(sum(large.asked())).isZero();
        }
    }
}
