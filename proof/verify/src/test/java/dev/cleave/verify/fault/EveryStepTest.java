package dev.cleave.verify.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A failure at every step")
class EveryStepTest {
    /** A trial of two steps that takes something, and forgets it where the second step fails. */
    private static final class Forgetful implements Trial {
        private final boolean careful;
        private int held;

        private Forgetful(boolean careful) {
            this.careful = careful;
        }

        @Override
        public void attempt() {
            Faults.allocation("the first");
            held++;
            try {
                Faults.allocation("the second");
            } catch (OutOfMemoryError full) {
                held -= careful ? 1 : 0;
                throw full;
            }
        }

        @Override
        public void undo() {
            held--;
        }

        @Override
        public void verify() {
            if (held != 0) {
                throw new IllegalStateException(held + " are held");
            }
        }

        @Override
        public void close() {}
    }

    @Test
    @DisplayName("is made at each step once, and finds nothing where nothing is wrong")
    void findsNothing() throws Exception {
        EveryStep.Outcome outcome = EveryStep.of(() -> new Forgetful(true), StepKind.ALLOCATION);

        assertThat(outcome.findings()).isEmpty();
        assertThat(outcome.failed()).isEqualTo(2);
        assertThat(outcome.told()).isEqualTo(2);
    }

    @Test
    @DisplayName("finds what is lost, and says at which step")
    void findsALeak() throws Exception {
        EveryStep.Outcome outcome = EveryStep.of(() -> new Forgetful(false), StepKind.ALLOCATION);

        assertThat(outcome.findings()).singleElement().asString().contains("the second fails", "1 are held");
    }

    @Test
    @DisplayName("meets Cleave's own classes, which are loaded anew")
    void rewrites() throws Exception {
        Class<?> pool = Class.forName("dev.cleave.memory.Pool", true, new FaultyLoader());
        NthStep first = new NthStep(StepKind.ALLOCATION, 1);

        assertThat(pool).isNotEqualTo(dev.cleave.memory.Pool.class);
        Supplier<Throwable> attempt = () -> {
            try {
                Faults.during(first, () -> pool.getMethod("builder").invoke(null));
                return new AssertionError("nothing failed");
            } catch (Exception failed) {
                return failed.getCause();
            }
        };
        assertThat(attempt.get()).isInstanceOf(OutOfMemoryError.class).hasMessageContaining("Pool.builder");
        assertThat(first.isReached()).isTrue();
    }
}
