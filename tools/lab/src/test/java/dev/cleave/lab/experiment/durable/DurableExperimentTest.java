package dev.cleave.lab.experiment.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The experiment on durable commits")
class DurableExperimentTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    @DisplayName("commits to each store what is read back from it")
    void storesKeepWhatIsCommitted(StoreKind kind) throws Exception {
        DurableStore opened = null;
        try {
            opened = kind.open(folder.resolve("store"), 2);
        } catch (UnsupportedOperationException missing) {
            assumeThat(opened).as(missing.getMessage()).isNotNull();
        }
        try (DurableStore store = opened; Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(DurableStore.SLOT_BYTES);
            for (int slot = 0; slot < 2; slot++) {
                bytes.copyFrom(MemorySegment.ofArray(CommitRace.bytes(slot, 3)));
                store.commit(slot, bytes);
            }
            assertThat(store.read(0)).isEqualTo(CommitRace.bytes(0, 3));
            assertThat(store.read(1)).isEqualTo(CommitRace.bytes(1, 3)).isNotEqualTo(CommitRace.bytes(0, 3));
            CommitRace.Outcome outcome = CommitRace.run(store, 2, Duration.ofMillis(1));
            assertThat(outcome.commits()).isGreaterThanOrEqualTo(2);
            assertThat(outcome.wrongSlots()).isZero();
        }
    }

    @Test
    @DisplayName("has a row for each store and number of threads, a store that is missing included")
    void rows() {
        ExperimentResult result = new DurableExperiment(Duration.ofMillis(1)).run(
                new ExperimentSettings(1, OptionalInt.of(1), List.of(1, 2), OptionalLong.empty()), Progress.SILENT);
        assertThat(result.rows()).hasSize(2 * StoreKind.values().length).allSatisfy(row -> {
            assertThat(row.keySet()).containsExactly("store", "threads", "commitMicros", "commitsPerSecond",
                    "commitsPerSync", "failures");
            assertThat(row.get("failures")).isEqualTo(0L);
        });
        assertThat(result.rows()).extracting(row -> row.get("store")).contains("device", "cleave", "mapdb");
    }
}
