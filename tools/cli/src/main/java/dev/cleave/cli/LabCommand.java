package dev.cleave.cli;

import dev.cleave.lab.Experiments;
import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.ExperimentChart;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.Scene;
import dev.cleave.lab.experiment.TierRace;
import dev.cleave.lab.experiment.sweep.SweepExperiment;
import dev.cleave.lab.map.RoadText;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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
        footer = {"  cleave lab list", "  cleave lab placement --threads 1,4 --json placement.json",
            "  cleave lab ghost-leak --chart ghost-leak.svg",
            "  cleave lab gather --chart gather.svg",
            "  cleave lab density --case fill,bursts --chart density.svg",
            "  cleave lab density --case trace --trace samples",
            "  cleave lab contiguity --size 128MiB --json contiguity.json",
            "  cleave lab convoy                           arrow keys step through its scenes",
            "  cleave lab crash --kills 1000 --mode writeback",
            "  cleave lab densenet --case bc-100,depth --chart densenet.svg",
            "  cleave lab sweep --trace samples --unit 4KiB,16KiB --factor 1.1 --chart sweep.svg",
            "  cleave lab tiers --trace samples --chart tiers.svg",
            "  cleave lab tlb --region 256MiB --tlb 64x4@4KiB+32x4@2MiB,2048x8 --chart tlb.svg"})
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
            description = "Size of the region, or of what is live at a time, such as 256MiB; the experiment's own unless told.")
    private Optional<Long> region = Optional.empty();

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "Repetitions, each with the next seed; the experiment's own number unless told.")
    private Optional<Integer> repetitions = Optional.empty();

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "Draw what was found into FILE (.svg or .png), for experiments that do so; "
                    + "with 'all', into a file beside it for each, with its name.")
    private @Nullable Path chart;

    @Mixin
    private ShowOptions show = new ShowOptions();

    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Mixin
    private SweepOptions sweep = new SweepOptions();

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Run the cells of a sweep on Spark, there: local[*], spark://host:7077; on threads unless told.")
    private Optional<String> master = Optional.empty();

    @Mixin
    private SeedOption seed = new SeedOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        OutputFile.requireWritable(spec, "--chart", chart);
        PrintWriter out = spec.commandLine().getOut();
        if (name.equals(LIST)) {
            list(out);
            return ExitCode.OK;
        }
        List<Experiment> chosen = chosen();
        requireDrawable(chosen);
        requireScenes(chosen);
        requireSwept(chosen);
        options.requireTaken(spec, chosen);
        if (options.traceOut().isPresent()) {
            writeTraces(chosen, options.traceOut().get(), out);
            return ExitCode.OK;
        }
        try {
            return run(chosen, settings(chosen), out);
        } catch (MalformedTraceException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
    }

    private void writeTraces(List<Experiment> chosen, Path directory, PrintWriter out) throws IOException {
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new ParameterException(
                    spec.commandLine(), "--trace-out " + directory + ": must be a directory that can be written to");
        }
        List<Map<String, Object>> written = new ArrayList<>();
        for (Experiment each : chosen) {
            for (Trace trace : traces(each)) {
                Path file = directory.resolve(trace.name() + ".trace.gz");
                OutputFile.write("--trace-out", file, () -> TraceWriter.write(trace, file));
                written.add(Map.of("trace", file.toString(), "events", trace.events(), "peakLiveBytes",
                        trace.peakLiveBytes()));
                if (!json.takesStandardOutput()) {
                    out.println(file + ": " + FigureText.count(trace.events(), "event") + ", peak "
                            + ByteText.of(trace.peakLiveBytes()));
                }
            }
        }
        out.flush();
        json.write(written, out);
    }

    private List<Trace> traces(Experiment experiment) {
        try {
            return experiment.traces(settings(List.of(), Optional.empty()));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private static Exception leftOut(MalformedTraceException other) {
        return new IllegalArgumentException("left out: " + other.getMessage(), other);
    }

    private int run(List<Experiment> chosen, ExperimentSettings settings, PrintWriter out) throws IOException {
        List<Object> results = new ArrayList<>();
        long failures = 0;
        for (Experiment each : chosen) {
            ExperimentResult result = run(each, settings);
            if (!json.takesStandardOutput()) {
                print(each, result, tell(each, result), out);
            }
            results.add(result.toJson());
            failures += each.failures(result);
            if (chart != null && each.draws()) {
                draw(result, chart, out);
            }
        }
        json.write(name.equals(ALL) ? results : results.getFirst(), out);
        return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void list(PrintWriter out) throws IOException {
        List<Map<String, String>> listed = new ArrayList<>();
        Table table = new Table().left(0, 16).left(1, 0);
        for (Experiment each : Experiments.all()) {
            table.row(each.name(), each.question());
            listed.add(Map.of("experiment", each.name(), "question", each.question()));
        }
        if (!json.takesStandardOutput()) {
            table.lines().forEach(out::println);
        }
        out.flush();
        json.write(listed, out);
    }

    private void requireDrawable(List<Experiment> experiments) {
        ChartFiles.requireFormat(spec, chart);
        if (chart != null && experiments.stream().noneMatch(Experiment::draws)) {
            throw new ParameterException(spec.commandLine(), "--chart " + chart + ": '" + name
                    + "' draws nothing; must be with one of " + ExperimentOptions.namesOf(Experiment::draws));
        }
    }

    private void requireScenes(List<Experiment> experiments) {
        if (!show.given().isEmpty() && experiments.stream().noneMatch(Experiment::tells)) {
            throw new ParameterException(spec.commandLine(), show.given() + ": '" + name
                    + "' has no scenes; must be with one of " + ExperimentOptions.namesOf(Experiment::tells));
        }
    }

    /** Plays the scenes of an experiment, or answers the lines that tell them. */
    private List<String> tell(Experiment experiment, ExperimentResult result) throws IOException {
        List<Scene> scenes = result.scenes();
        if (scenes.isEmpty()) {
            return List.of();
        }
        if (!show.isInteractive() || name.equals(ALL)) {
            return text(experiment, scenes, ShowOptions.columns()).all();
        }
        show.play(scenes.size(), (scene, columns) -> text(experiment, scenes, columns).lines(scene));
        return List.of();
    }

    private SceneText text(Experiment experiment, List<Scene> scenes, int columns) {
        return new SceneText(experiment.name() + ": " + experiment.question() + ".", scenes,
                new RoadText(columns, show.ascii(), Style.colourful()));
    }

    private void draw(ExperimentResult result, Path named, PrintWriter out) throws IOException {
        Path file = name.equals(ALL) ? ChartFiles.name(named, result.experiment()) : named;
        ChartFormat format = ChartFormat.of(file).orElseThrow();
        OutputFile.write("--chart", file, () -> ExperimentChart.write(result.panels(), file, format));
        if (!json.takesStandardOutput()) {
            out.println();
            out.println("Chart of " + result.experiment() + ": " + file);
            out.flush();
        }
    }

    private List<Experiment> chosen() {
        if (name.equals(ALL)) {
            return Experiments.all();
        }
        Experiment chosen = Experiments.named(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "unknown experiment '" + name + "': must be one of " + LIST + ", " + ALL + ", "
                                + Experiments.names()));
        return List.of(chosen instanceof SweepExperiment ? sweep() : chosen);
    }

    private SweepExperiment sweep() {
        try {
            return new SweepExperiment(
                    sweep.grid(), master.map(where -> FleetEngines.require(spec).sweeps(where)));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private void requireSwept(List<Experiment> experiments) {
        if ((sweep.given() || master.isPresent())
                && (name.equals(ALL) || experiments.stream().noneMatch(SweepExperiment.class::isInstance))) {
            throw new ParameterException(spec.commandLine(),
                    (sweep.given() ? "--unit, --grouping, --factor" : "--master")
                            + ": nothing to choose there; must be with sweep");
        }
    }

    private ExperimentResult run(Experiment experiment, ExperimentSettings settings) {
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            return experiment.run(settings, progress);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    /** With the traces read that these experiments take. */
    private ExperimentSettings settings(List<Experiment> chosen) throws MalformedTraceException {
        Consumer<MalformedTraceException> leftOut =
                other -> ErrorReport.complain(spec.commandLine(), leftOut(other));
        try {
            List<Trace> traces =
                    chosen.stream().anyMatch(Experiment::takesTraces) ? options.traces(leftOut) : List.of();
            Optional<TierRace> tiers = chosen.stream().anyMatch(Experiment::racesTiers)
                    ? options.tiers(leftOut)
                    : Optional.empty();
            return settings(traces, tiers);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private ExperimentSettings settings(List<Trace> traces, Optional<TierRace> tiers) {
        return new ExperimentSettings(
                seed.seed(),
                repetitions.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                threads.orElse(List.of()),
                region.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                options.size(),
                options.cases(),
                options.allocators(),
                traces,
                options.tlb(),
                options.training(),
                tiers,
                options.kills());
    }

    private static void print(
            Experiment experiment, ExperimentResult result, List<String> scenes, PrintWriter out) {
        out.println(experiment.name() + ": " + experiment.question() + ".");
        experiment.explanation().lines().forEach(out::println);
        out.println();
        result.parameters().forEach((parameter, value) -> out.println(parameter + " " + value));
        out.println();
        scenes.forEach(out::println);
        if (!scenes.isEmpty()) {
            out.println();
        }
        experiment.table(result).forEach(out::println);
        out.flush();
    }
}
