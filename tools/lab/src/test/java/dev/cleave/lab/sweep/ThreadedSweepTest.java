package dev.cleave.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.sweep.SweepExperiment;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A sweep")
class ThreadedSweepTest {
    private static final SweepGrid GRID = new SweepGrid(List.of(4096L, 65536L), List.of(false, true), List.of(1.2));

    @Test
    @DisplayName("finds the same on one thread and on four, in the order of its tasks")
    void findsTheSame() {
        List<SweepTask> tasks = Stream.of(TraceKind.PAGES, TraceKind.HEAP)
                .flatMap(kind -> GRID.settings(kind).stream().map(setting -> new SweepTask(kind.name(), setting)))
                .toList();
        SweepResult alone = new ThreadedSweep(1, ThreadedSweepTest::trace).run(tasks, Progress.SILENT);
        SweepResult together = new ThreadedSweep(4, ThreadedSweepTest::trace).run(tasks, Progress.SILENT);
        assertThat(alone.refusals()).isEmpty();
        assertThat(alone.rows()).isEqualTo(together.rows()).extracting(SweepRow::trace)
                .containsExactly("PAGES", "PAGES", "PAGES", "PAGES", "HEAP", "HEAP");
    }

    @Test
    @DisplayName("shows what a setting costs: larger units round more, and groups keep what cannot move together")
    void showsWhatSettingsCost() {
        List<SweepTask> tasks = GRID.settings(TraceKind.PAGES).stream()
                .map(setting -> new SweepTask(TraceKind.PAGES.name(), setting)).toList();
        List<SweepRow> rows = new ThreadedSweep(2, ThreadedSweepTest::trace).run(tasks, Progress.SILENT).rows();
        assertThat(rows.getFirst().usedPerRequested()).isEqualTo(1);
        assertThat(rows.getLast().usedPerRequested()).as("blocks of 4 to 16 KiB in units of 64").isGreaterThan(4);
        assertThat(rows.get(1).unmovablePageblocks()).as("with groups")
                .isLessThan(rows.getFirst().unmovablePageblocks());
        assertThat(rows.getFirst().failures()).isZero();
        assertThat(rows.getLast().failures()).as("of a pool a fifth larger than what was asked").isPositive();
    }

    @Test
    @DisplayName("knows no groups for heap traces, even where only groups are asked for")
    void heapsHaveNoGroups() {
        assertThat(GRID.settings()).hasSize(4);
        assertThat(GRID.settings(TraceKind.HEAP)).hasSize(2).noneMatch(SweepSetting::grouped);
        assertThat(new SweepGrid(List.of(4096L), List.of(true), List.of(2.0)).settings(TraceKind.HEAP))
                .containsExactly(new SweepSetting(4096, false, 2.0));
    }

    @Test
    @DisplayName("refuses settings that make no sense, by the option that sets them")
    void refusesSettings() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SweepSetting(3000, false, 1.5))
                .withMessage("--unit 3000: must be a power of two from 1KiB to 64KiB");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SweepGrid(List.of(4096L), List.of(true), List.of(0.5)))
                .withMessage("--factor 0.5: must be 1 to 1000");
    }

    @Test
    @DisplayName("ends with what went wrong where a trace is gone")
    void failsLoudly() {
        ThreadedSweep sweep = new ThreadedSweep(2, file -> {
            throw new IllegalStateException(file + " is gone");
        });
        List<SweepTask> tasks = List.of(new SweepTask("x.trace", new SweepSetting(4096, false, 1.5)));
        assertThatIllegalStateException().isThrownBy(() -> sweep.run(tasks, Progress.SILENT))
                .withMessageContaining("x.trace is gone");
    }

    @Test
    @DisplayName("is an experiment, which makes a trace of its own where none is named")
    void isAnExperiment() {
        SweepExperiment experiment = new SweepExperiment(GRID, Optional.empty());
        ExperimentResult result = experiment.run(ExperimentSettings.DEFAULTS, Progress.SILENT);
        assertThat(result.rows()).hasSize(4).allSatisfy(row -> assertThat(row.get("trace")).isEqualTo("mixed pages"));
        assertThat(result.panels()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SweepExperiment(GRID, Optional.of((tasks, progress) -> {
                    throw new AssertionError("must not run");
                })).run(ExperimentSettings.DEFAULTS, Progress.SILENT))
                .withMessageStartingWith("--trace none: must be given with --master");
    }

    private static Trace trace(String kind) {
        boolean pages = kind.equals(TraceKind.PAGES.name());
        Trace.Builder trace = new Trace.Builder(kind, pages ? TraceKind.PAGES : TraceKind.HEAP);
        for (int id = 0; id < 4000; id++) {
            if (pages) {
                trace.allocatePages(
                        id, id % 3, id % 6 == 0 ? Mobility.UNMOVABLE : Mobility.MOVABLE, 0, id * 4L);
            } else {
                trace.allocateBytes(id, 10 + id % 3000, 0);
            }
            if (id >= 1000 && id % 5 > 0) {
                trace.free(id - 1000, 0);
            }
        }
        return trace.build();
    }
}
