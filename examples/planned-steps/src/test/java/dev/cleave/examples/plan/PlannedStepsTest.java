package dev.cleave.examples.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.plan.Lifetimes;
import dev.cleave.plan.Planner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("The example planned-steps")
class PlannedStepsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("serves every step from the plan, and what differs from the heap")
    void runs() {
        assertThat(run("--steps", "10")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("plan         120 allocations",
                "as planned   1,200 allocations in their places, 0 of the heap, 0 live")
                .containsPattern("another .* 0 live");
    }

    @Test
    @DisplayName("keeps the plan in a file, and refuses one of another program")
    void keeps(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("step.plan");
        assertThat(run("--steps", "1", "--plan", file.toString())).as(err.toString()).isZero();
        byte[] written = Files.readAllBytes(file);
        assertThat(run("--steps", "1", "--plan", file.toString())).as(err.toString()).isZero();
        assertThat(file).hasBinaryContent(written);
        StepRecorder other = new StepRecorder();
        new TrainingStep(3, 8).run(other);
        new Planner().plan(other.lifetimes()).write(file);
        assertThat(run("--steps", "1", "--plan", file.toString())).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    }

    @Test
    @DisplayName("records what a step allocates, and how long that lives")
    void records() {
        StepRecorder recorder = new StepRecorder();
        new TrainingStep(2, 100).run(recorder);
        Lifetimes lifetimes = recorder.lifetimes();
        assertThat(lifetimes.count()).isEqualTo(6);
        assertThat(lifetimes.bytes(0)).as("the first workspace").isEqualTo(600);
        assertThat(lifetimes.end(0)).as("it lives while the output is allocated").isEqualTo(2);
        assertThat(lifetimes.mostLiveBytes()).isEqualTo(800);
    }

    @Test
    @DisplayName("explains itself, and refuses what it cannot do")
    void usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--steps", "--plan");
        assertThat(run("--steps", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--steps 0: it must be from 1 to 1,000,000");
    }

    private int run(String... arguments) {
        return new CommandLine(new PlannedSteps()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
