package dev.cleave.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step of some work arrives at its end, whatever ended it. */
class ProgressStepTest {
    private final List<String> told = new ArrayList<>();
    private final Progress progress = (what, done, total) -> told.add(what + " " + done + "/" + total);

    @Test
    void whatEndsEarlyIsToldToItsEnd() {
        try (ProgressStep step = new ProgressStep(progress, "counting", 5)) {
            step.advance(1);
            step.advance(2);
        }

        assertThat(told).containsExactly("counting 1/5", "counting 2/5", "counting 5/5");
    }

    @Test
    void whatEndsWithAnExceptionIsToldToItsEnd() {
        assertThatThrownBy(() -> {
            try (ProgressStep step = new ProgressStep(progress, "counting", 5)) {
                step.advance(1);
                throw new IllegalStateException("on purpose");
            }
        }).hasMessage("on purpose");

        assertThat(told).containsExactly("counting 1/5", "counting 5/5");
    }

    @Test
    void whatCameToItsEndIsToldOnce() {
        try (ProgressStep step = new ProgressStep(progress, "counting", 2)) {
            step.advance(2);
        }

        assertThat(told).containsExactly("counting 2/2");
    }

    @Test
    void whatHadNothingToDoIsToldAsDone() {
        new ProgressStep(progress, "counting", 3).close();

        assertThat(told).containsExactly("counting 3/3");
    }

    @Test
    void whereNobodyKnewHowMuchThereIsWhatWasDoneIsAll() {
        try (ProgressStep step = new ProgressStep(progress, "reading", -7)) {
            step.advance(4);
        }

        assertThat(told).containsExactly("reading 4/-1", "reading 4/4");
    }
}
