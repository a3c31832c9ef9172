package dev.cleave.lab.experiment.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An attack")
class AttackRunTest {
    private static final long REGION = 16 << 20;
    private static final long STEPS = 10_000;
    private static final long SEED = 7;

    static List<String> attacks() {
        return new AttackExperiment().cases();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    @DisplayName("takes nothing of its share from a guarded victim")
    void guarded(String attack) {
        AttackResult result = new AttackRun(attack, Defence.GUARDED, REGION, STEPS, SEED).run();
        assertThat(result.victimSuccess()).isEqualTo(1);
        assertThat(result.unusable()[0]).isZero();
        assertThat(result.unusable()[1]).isZero();
        assertThat(result.maxNanos()).isGreaterThanOrEqualTo(result.p9999Nanos());
    }

    @Test
    @DisplayName("with single bytes takes all of a pool that is not guarded")
    void tinyHold() {
        AttackResult result = new AttackRun(Attack.TINY_HOLD.label(), Defence.EXACT, REGION, STEPS, SEED).run();
        assertThat(result.victimSuccess()).isLessThan(1);
        assertThat(result.unusable()[1]).isPositive();
        assertThat(result.bound()).isBetween(5.0, 5.5);
    }

    @Test
    @DisplayName("that searches makes the same of the same seed, and the best that it found is no worse than its first")
    void adaptive() {
        List<Double> done = new ArrayList<>();
        AdaptiveAttack.Program one = new AdaptiveAttack(true, SEED).search(program -> {
            done.add((double) program.order()[0] + program.window()[1]);
            return done.getLast();
        });
        AdaptiveAttack.Program two = new AdaptiveAttack(true, SEED)
                .search(program -> (double) program.order()[0] + program.window()[1]);
        assertThat(one.order()).isEqualTo(two.order());
        assertThat(one.window()).isEqualTo(two.window());
        assertThat((double) one.order()[0] + one.window()[1]).isGreaterThanOrEqualTo(done.getFirst());
        assertThat(done).hasSizeGreaterThan(1);
    }

    @Test
    @DisplayName("is told as one line")
    void line() {
        AttackResult result =
                new AttackResult("comb", "cleave", new double[] {0.125, 0.5, 1}, 0.75, 1, 20, 300, 5.4);
        assertThat(AttackResult.of(result.toLine()).row()).isEqualTo(result.row())
                .containsEntry("unusableShare", 0.5).containsEntry("victimSuccess", 0.75)
                .containsEntry("maxNanos", 300L);
        assertThatIllegalArgumentException().isThrownBy(() -> AttackResult.of("comb cleave"));
    }

    @Test
    @DisplayName("runs in a JVM of its own, on allocators without an end too")
    void experiment() {
        ExperimentSettings settings = new ExperimentSettings(1, OptionalInt.empty(), List.of(),
                OptionalLong.of(REGION), OptionalLong.empty(), List.of(AttackResult.NO_ATTACK),
                List.of("malloc", "linux"),
                List.of());
        ExperimentResult result = new AttackExperiment().run(settings, Progress.SILENT);
        assertThat(result.rows()).extracting(row -> row.get("allocator")).containsExactly("malloc", "linux");
        assertThat(result.rows().getFirst().keySet()).contains("attack", "allocator", "unusableShare", "victimSuccess",
                "p50Nanos", "p9999Nanos", "maxNanos", "bound");
        assertThat(result.rows()).as("beside itself").extracting(row -> row.get("p9999Ratio")).containsOnly(1.0);
        assertThat(result.panels()).hasSize(2);
    }

    @Test
    @DisplayName("on an allocator or a region that there is not is refused by name")
    void badInput() {
        ExperimentSettings settings = new ExperimentSettings(1, OptionalInt.empty(), List.of(),
                OptionalLong.of(REGION + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new AttackExperiment().run(settings, Progress.SILENT))
                .withMessageContaining("--region");
        ExperimentSettings unknown = new ExperimentSettings(1, OptionalInt.empty(), List.of(),
                OptionalLong.of(REGION), OptionalLong.empty(), List.of(), List.of("nobody's"), List.of());
        assertThatIllegalArgumentException().isThrownBy(() -> new AttackExperiment().run(unknown, Progress.SILENT))
                .withMessageContaining("--allocator");
    }
}
