package dev.cleave.examples.plan;

import dev.cleave.memory.Pool;
import dev.cleave.plan.Lifetimes;
import dev.cleave.plan.Plan;
import dev.cleave.plan.PlannedPool;
import dev.cleave.plan.PlannedUsage;
import dev.cleave.plan.Planner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the example. */
@Command(
        name = "planned-steps",
        mixinStandardHelpOptions = true,
        description = "Records one step of a program, plans its memory, and runs many steps from the plan.")
final class PlannedSteps implements Callable<Integer> {
    private static final int LAYERS = 40;
    private static final long LAYER_BYTES = 4_096;
    private static final int MOST = 1_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--steps",
            paramLabel = "STEPS",
            defaultValue = "1000",
            description = "How many steps are run from the plan, 1 to 1 million; 1,000 unless told.")
    private int steps;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Where the plan is kept: read if it is there, else made and written. Unless told, a file that goes.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        if (steps < 1 || steps > MOST) {
            throw new ParameterException(spec.commandLine(),
                    "--steps %,d: it must be from 1 to %,d".formatted(steps, MOST));
        }
        PrintWriter out = spec.commandLine().getOut();
        Path kept = file;
        if (kept != null) {
            run(kept, out);
        } else {
            Path folder = Files.createTempDirectory("planned-steps");
            run(folder.resolve("step.plan"), out);
            Files.delete(folder.resolve("step.plan"));
            Files.delete(folder);
        }
        out.flush();
        return 0;
    }

    private void run(Path where, PrintWriter out) throws IOException {
        TrainingStep step = new TrainingStep(LAYERS, LAYER_BYTES);
        StepRecorder recorder = new StepRecorder();
        step.run(recorder);
        Plan plan = plan(recorder.lifetimes(), where, out);
        try (Pool pool = Pool.builder().name("steps").capacity(64 << 20).build();
                PlannedPool planned = PlannedPool.of(pool, plan)) {
            PlannedMemory memory = new PlannedMemory(planned);
            for (int each = 0; each < steps; each++) {
                step.run(memory);
            }
            report("as planned", planned.usage(), out);
            new TrainingStep(LAYERS / 2, LAYER_BYTES).run(memory);
            step.run(memory);
            report("another", planned.usage(), out);
        }
    }

    /** A plan is made once for a program: {@link Plan#requireFor} refuses one of another sequence. */
    private static Plan plan(Lifetimes recorded, Path where, PrintWriter out) throws IOException {
        if (!Files.exists(where)) {
            new Planner().withLimit(LIMIT).plan(recorded).write(where);
        }
        Plan plan = Plan.read(where);
        plan.requireFor(recorded);
        out.printf("plan         %d allocations, %,d bytes; most live at once %,d%n", recorded.count(),
                plan.plannedBytes(), recorded.mostLiveBytes());
        return plan;
    }

    private static void report(String what, PlannedUsage usage, PrintWriter out) {
        out.printf("%-12s %,d allocations in their places, %,d of the heap, %d live%n", what, usage.hits(),
                usage.misses(), usage.plannedBlocks());
    }

    static void main(String... arguments) {
        System.exit(new CommandLine(new PlannedSteps()).execute(arguments));
    }
}
