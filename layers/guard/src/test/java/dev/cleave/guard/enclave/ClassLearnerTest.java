package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Classes that are learned")
class ClassLearnerTest {
    private static void ask(ClassLearner learner, int size, long live, double stranded) {
        boolean time = false;
        for (int each = 0; each < ClassLearner.PERIOD; each++) {
            assertThat(time).isFalse();
            time = learner.isTimeToLook(size);
        }
        assertThat(time).isTrue();
        learner.look(live, others -> stranded);
    }

    @Test
    @DisplayName("follow what is asked for, and forget what was")
    void follow() {
        ClassLearner learner = new ClassLearner(ClassBoundaries.fourADoubling(8), 2, 8);
        ask(learner, 200, 1 << 20, 0);
        assertThat(learner.now()).hasToString("[200, 4096]");
        ask(learner, 328, 1 << 20, 0);
        assertThat(learner.now()).as("both weigh something").hasToString("[328, 4096]");
        ask(learner, 328, 1 << 20, 0);
        assertThat(learner.changes()).isEqualTo(2);
    }

    @Test
    @DisplayName("stay where the change costs more than it saves")
    void stay() {
        ClassLearner learner = new ClassLearner(ClassBoundaries.fourADoubling(8), 8, 8);
        ask(learner, 200, 100, 0);
        assertThat(learner.changes()).as("too few objects to profit").isZero();
        ask(learner, 200, 10_000, 1e9);
        assertThat(learner.changes()).as("too much would be stranded").isZero();
        ask(learner, 200, 10_000, 1000);
        assertThat(learner.changes()).isEqualTo(1);
    }

    @Test
    @DisplayName("stay for good where none are to be learned")
    void fixed() {
        ClassLearner learner = new ClassLearner(ClassBoundaries.powersOfTwo(), 0, 8);
        for (int each = 0; each < 2 * ClassLearner.PERIOD; each++) {
            assertThat(learner.isTimeToLook(200)).isFalse();
        }
    }
}
