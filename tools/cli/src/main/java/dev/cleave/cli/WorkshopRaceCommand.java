package dev.cleave.cli;

import dev.cleave.lab.bench.Clock;
import dev.cleave.lab.bench.Workload;
import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.RaceChart;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.race.Race;
import dev.cleave.lab.race.RaceJson;
import dev.cleave.lab.race.RaceReport;
import dev.cleave.lab.race.RaceResult;
import dev.cleave.lab.race.RaceSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave workshop race}: every allocator through every workload of blocks. */
@Command(
        name = "race",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Race every algorithm of the workshop, and the allocators in use today, through the bench's workloads of"
                    + " blocks; less than ten minutes on two processors.",
            "",
            "Each allocator and workload has a JVM of its own, which its thread counts share one after another. For that and"
                    + " for its short rounds the race is quick, and coarser than 'cleave bench': look there before a close place"
                    + " is believed. What cannot take part is in the table with its reason; what would take longer than the"
                    + " time limit to fill is extrapolated from smaller regions, and marked so.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave workshop race",
            "  cleave workshop race fill --allocator lists-vector,lists-linked,cleave --time-limit 60",
            "  cleave workshop race mixed handoff --threads 2 --json race.json --chart race.png"
        })
final class WorkshopRaceCommand implements Callable<Integer> {
    private static final List<Integer> USUAL_THREADS = List.of(1, 2, 4);
    private static final Duration QUICK = Duration.ofMillis(10);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "WORKLOAD", arity = "0..*", description = "What to race through; all unless told.")
    private List<String> workloads = List.of();

    @Mixin
    private RacersOption racers = new RacersOption();

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            split = ",",
            description = "How many threads; a list does each in turn. 1,2,4 unless told.")
    private List<Integer> threads = List.of();

    @Option(
            names = "--time-limit",
            paramLabel = "S",
            defaultValue = "5",
            description = "Seconds that set-up, a round, or filling a region may take; ${DEFAULT-VALUE} unless told.")
    private double timeLimit;

    @Option(
            names = "--region",
            paramLabel = "SIZE",
            defaultValue = "1GiB",
            converter = ByteSize.class,
            description = "Size of the region, a power of two; ${DEFAULT-VALUE} unless told.")
    private long region;

    @Option(
            names = "--clock",
            paramLabel = "CLOCK",
            defaultValue = "elapsed",
            description = "elapsed (unless told): whatever makes a thread wait counts; processor: what the system charged to"
                    + " the threads, steadier where other programs run, but blind to waiting.")
    private Clock clock = Clock.ELAPSED;

    @Option(
            names = "--quick",
            description = "One round of a hundredth of a second each: to see whether all works, not who is faster.")
    private boolean quick;

    @Option(names = "--no-forks", hidden = true,
            description = "Measure in this JVM; the time limit then holds for fill alone.")
    private boolean noForks;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            defaultValue = "workshop-race.svg",
            description = "Draw the race into FILE, .svg or .png; ${DEFAULT-VALUE} unless told.")
    private Path chart = Path.of("workshop-race.svg");

    @Mixin
    private SeedOption seed = new SeedOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        OutputFile.requireWritable(spec, "--chart", chart);
        ChartFiles.requireFormat(spec, chart);
        ChartFormat format = ChartFormat.of(chart).orElseThrow();
        RaceResult result;
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            result = plan(progress).run();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            RaceReport.lines(result, Style.colourful()).forEach(out::println);
            out.flush();
        }
        json.write(RaceJson.of(result), out);
        OutputFile.write("--chart", chart, () -> RaceChart.write(result, chart, format));
        if (!json.takesStandardOutput()) {
            out.println("Chart: " + chart);
            out.flush();
        }
        return result.foundFailures() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private Race plan(TerminalProgress progress) {
        try {
            RaceSettings usual = RaceSettings.usual(seed.seed());
            RaceSettings settings = new RaceSettings(
                    region,
                    quick ? QUICK : usual.warmup(),
                    quick ? QUICK : usual.round(),
                    quick ? 1 : usual.rounds(),
                    !noForks,
                    BenchCommand.duration("--time-limit", timeLimit),
                    usual.budget(),
                    clock,
                    seed.seed());
            return new Race(chosen(), racers.allocators(), threads.isEmpty() ? USUAL_THREADS : threads, settings,
                    progress);
        } catch (IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
    }

    private List<Workload> chosen() {
        List<Workload> all = Race.blockWorkloads();
        if (workloads.isEmpty()) {
            return all;
        }
        return workloads.stream()
                .map(name -> all.stream()
                        .filter(each -> each.label().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("unknown workload '" + name
                                + "': must be one of "
                                + all.stream().map(Workload::label).collect(Collectors.joining(", ")))))
                .distinct()
                .toList();
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    /** The option {@code --allocator}, of which all take part unless told. */
    static final class RacersOption {
        @Option(
                names = {"-a", "--allocator"},
                paramLabel = "NAME",
                split = ",",
                converter = AllocatorOption.Converter.class,
                completionCandidates = AllocatorOption.Names.class,
                description = "Who takes part; all unless told, and the floor always. May be given more than once:"
                        + " ${COMPLETION-CANDIDATES}.")
        private List<AllocatorOption.Chosen> names = List.of();

        List<AllocatorName> allocators() {
            return names.isEmpty()
                    ? AllocatorName.all()
                    : names.stream().flatMap(chosen -> chosen.allocators().stream()).distinct().toList();
        }
    }
}
