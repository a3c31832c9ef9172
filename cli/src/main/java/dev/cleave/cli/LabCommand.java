package dev.cleave.cli;

import dev.cleave.lab.Experiments;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave lab}: the experiments, listed or run. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Run an experiment, or list them.",
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  cleave lab list", "  cleave lab placement --threads 1,4 --json placement.json"})
final class LabCommand implements Callable<Integer> {
    private static final String LIST = "list";
    private static final String ALL = "all";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            defaultValue = LIST,
            description = "An experiment's name; 'list' (unless told) to see them, 'all' to run them all.")
    private String name = LIST;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Option(
            names = "--region",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Size of the region, such as 256MiB; the experiment's own unless told.")
    private Optional<Long> region = Optional.empty();

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "Repetitions, each with the next seed; the experiment's own number unless told.")
    private Optional<Integer> repetitions = Optional.empty();

    @Mixin
    private SeedOption seed = new SeedOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (name.equals(LIST)) {
            for (Experiment each : Experiments.all()) {
                out.println("%-16s %s".formatted(each.name(), each.question()));
            }
            out.flush();
            return 0;
        }
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        List<Object> results = new ArrayList<>();
        for (Experiment each : chosen()) {
            ExperimentResult result = run(each);
            if (!json.takesStandardOutput()) {
                print(each, result, out);
            }
            results.add(result.toJson());
        }
        json.write(name.equals(ALL) ? results : results.getFirst(), out);
        return 0;
    }

    private List<Experiment> chosen() {
        if (name.equals(ALL)) {
            return Experiments.all();
        }
        return List.of(Experiments.named(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "unknown experiment '" + name + "': must be one of " + LIST + ", " + ALL + ", "
                                + Experiments.names())));
    }

    private ExperimentResult run(Experiment experiment) {
        try (ProgressLine progress = ProgressLine.onTerminal()) {
            ExperimentSettings settings = new ExperimentSettings(
                    seed.seed(),
                    repetitions.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                    threads.orElse(List.of()),
                    region.map(OptionalLong::of).orElseGet(OptionalLong::empty));
            return experiment.run(settings, progress::show);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private static void print(Experiment experiment, ExperimentResult result, PrintWriter out) {
        out.println(experiment.name() + ": " + experiment.question() + ".");
        experiment.explanation().lines().forEach(out::println);
        out.println();
        result.parameters().forEach((parameter, value) -> out.println(parameter + " " + value));
        out.println();
        result.toTable().forEach(out::println);
        out.flush();
    }
}
