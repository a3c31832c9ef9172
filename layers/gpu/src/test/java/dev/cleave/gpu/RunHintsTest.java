package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The hints to free runs")
class RunHintsTest {
    private final RunHints hints = new RunHints(1_000);

    private int found(int count, int alignment) {
        long run = hints.find(count, alignment);
        return run == RunHints.NONE ? -1 : RunHints.first(run);
    }

    @Test
    @DisplayName("lead to the shortest run that is long enough, of the same power of two or a larger one")
    void shortest() {
        hints.note(0, 700);
        hints.note(800, 7);
        hints.note(900, 6);
        assertThat(found(6, 0)).isEqualTo(900);
        assertThat(found(7, 0)).isEqualTo(800);
        assertThat(found(8, 0)).isZero();
        assertThat(found(701, 0)).isEqualTo(-1);
    }

    @Test
    @DisplayName("count what an alignment takes of a run")
    void aligned() {
        hints.note(801, 7);
        hints.note(100, 30);
        assertThat(found(4, 2)).as("804 to 807").isEqualTo(801);
        assertThat(found(5, 2)).isEqualTo(100);
    }

    @Test
    @DisplayName("keep four runs of a power of two, and forget what they are told to")
    void forget() {
        for (int run = 0; run < 5; run++) {
            hints.note(100 * run, 8 + run);
        }
        assertThat(found(12, 0)).as("the last is noted in any case").isEqualTo(400);
        hints.forget(hints.find(12, 0));
        assertThat(found(12, 0)).isEqualTo(-1);
        hints.note(7, 0);
        hints.forgetAll();
        assertThat(found(1, 0)).isEqualTo(-1);
    }
}
