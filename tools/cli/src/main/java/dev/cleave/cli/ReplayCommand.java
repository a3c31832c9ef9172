package dev.cleave.cli;

import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.TimelineChart;
import dev.cleave.lab.map.MemoryMap;
import dev.cleave.lab.map.MemoryMapText;
import dev.cleave.lab.map.TerminalWidth;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.replay.AllocatorChoice;
import dev.cleave.lab.replay.AllocatorChoices;
import dev.cleave.lab.replay.ImpossibleReplayException;
import dev.cleave.lab.replay.Replay;
import dev.cleave.lab.replay.ReplayJson;
import dev.cleave.lab.replay.ReplayReport;
import dev.cleave.lab.replay.ReplayResult;
import dev.cleave.lab.replay.ReplaySettings;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave replay}: recorded traces served from real memory, checked and timed. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Serves recorded allocation traces from real memory, checks every byte, and shows how it went.",
        description = {
            "",
            "Each trace is replayed once with every block stamped when it is allocated and checked when it is freed,"
                    + " and then several times more to time the allocator's calls alone.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every allocation was served and every block held its bytes",
            "1:a failure was found, or a trace cannot be replayed on this machine",
            "2:wrong usage, or a trace that cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave replay samples/pages-build.trace.gz",
            "  cleave replay --ungrouped samples/pages-build.trace.gz",
            "  cleave replay --map --chart build.svg samples/pages-build.trace.gz",
            "  cleave replay --allocator planned,cleave,jemalloc samples/malloc-sqlite.trace.gz",
            "  cleave replay --allocator all --json results.json samples/*.trace.gz",
            "  zcat samples/malloc-sqlite.trace.gz | cleave replay -"
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final int UNKNOWN_WIDTH = 80;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SeedOption seed = new SeedOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "Page or heap traces, plain or gzip-compressed; - for standard input.")
    private List<String> traces = List.of();

    @Mixin
    private ReplayAllocatorOption allocator = new ReplayAllocatorOption();

    @Option(
            names = "--region-factor",
            paramLabel = "FACTOR",
            description = "Size of the region as a multiple of the most that was live at once; 1.1 for page traces and"
                    + " 2 for heap traces unless told.")
    private @Nullable Double regionFactor;

    @Option(
            names = "--ungrouped",
            description = "Serve page traces from a pool that is not told what can be moved, too: cleave-ungrouped.")
    private boolean ungrouped;

    @Option(names = "--tightest", description = "Also look for the smallest region that still serves everything.")
    private boolean tightest;

    @Option(names = "--no-verify", description = "Do not stamp and check the blocks.")
    private boolean noVerify;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "5",
            description = "Timed passes, of which the median counts; ${DEFAULT-VALUE} unless told.")
    private int passes;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads among which the recorded processors or threads are dealt; the time then includes their"
                    + " waiting for each other. ${DEFAULT-VALUE} unless told.")
    private int threads;

    @Option(
            names = "--time-limit",
            paramLabel = "S",
            defaultValue = "120",
            description = "Skip an allocator that has not served a trace, once and checked, within so many seconds, and"
                    + " time the others for no longer; ${DEFAULT-VALUE} unless told.")
    private double timeLimit;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "Draw use and fragmentation over time into FILE, .svg or .png. With several traces or"
                    + " allocators, one file each: FILE-TRACE-ALLOCATOR.svg.")
    private @Nullable Path chart;

    @Option(names = "--map", description = "Print maps of the memory, at the peak and at the end.")
    private boolean map;

    /** Runs the command; picocli sets the fields before. */
    public ReplayCommand() {}

    @Override
    public Integer call() throws IOException {
        List<AllocatorChoice> choices = choices();
        OutputFile.requireWritable(spec, "--chart", chart);
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        ChartFiles.requireFormat(spec, chart);
        if (map && json.takesStandardOutput()) {
            throw usage("--map: cannot be drawn while --json - takes the standard output: name a file for the JSON");
        }
        settings(ReplaySettings.DEFAULT.regionFactor());
        try {
            return replay(TraceFiles.read(traces), choices);
        } catch (MalformedTraceException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
    }

    /**
     * What an allocator cannot do is no failure unless that one was asked for by its name, or is
     * Cleave; a damaged block is one whoever's it was.
     */
    private int replay(List<Trace> loaded, List<AllocatorChoice> choices) throws IOException {
        List<ReplayResult> all = new ArrayList<>();
        boolean complete = true;
        try (TerminalProgress bar = TerminalProgress.onStandardError()) {
            for (Trace trace : loaded) {
                ReplaySettings settings = settings(AllocatorChoice.usualRegionFactor(trace.kind()));
                List<ReplayResult> results = new ArrayList<>();
                List<String> skipped = new ArrayList<>();
                for (AllocatorChoice choice : choices) {
                    try {
                        ReplayResult result = Replay.run(trace, choice, settings, bar);
                        results.add(result);
                        complete &= result.failedAllocations() == 0 || isForgiven(choice);
                    } catch (ImpossibleReplayException impossible) {
                        bar.clear();
                        if (isForgiven(choice) && !json.takesStandardOutput()) {
                            skipped.add(String.valueOf(impossible.getMessage()));
                        } else {
                            ErrorReport.complain(spec.commandLine(), impossible);
                            complete &= isForgiven(choice);
                        }
                    }
                }
                bar.clear();
                if (!results.isEmpty() && !json.takesStandardOutput()) {
                    print(trace, results, settings, skipped);
                }
                all.addAll(results);
            }
        }
        writeFiles(all);
        boolean sound = complete && all.stream().allMatch(result -> result.damageCount() == 0);
        return sound ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private ReplaySettings settings(double usualRegionFactor) {
        try {
            double factor = regionFactor == null ? usualRegionFactor : regionFactor;
            return new ReplaySettings(factor, !noVerify, passes, threads, seed.seed(),
                    BenchCommand.duration("--time-limit", timeLimit), tightest);
        } catch (IllegalArgumentException bad) {
            throw usage(String.valueOf(bad.getMessage()));
        }
    }

    private boolean isForgiven(AllocatorChoice choice) {
        return !choice.equals(AllocatorChoices.CLEAVE) && !allocator.names(choice);
    }

    private List<AllocatorChoice> choices() {
        Optional<AllocatorName> yardstick = allocator.yardstick();
        if (yardstick.isPresent()) {
            throw usage("--allocator " + yardstick.get() + ": must be one of "
                    + AllocatorChoices.all().stream().map(AllocatorChoice::name).collect(Collectors.joining(", "))
                    + ", all; the " + yardstick.get() + " has no memory to serve a trace from");
        }
        List<AllocatorChoice> choices = new ArrayList<>(allocator.choices());
        if (ungrouped) {
            choices.add(AllocatorChoices.UNGROUPED);
        }
        return choices;
    }

    private void print(Trace trace, List<ReplayResult> results, ReplaySettings settings, List<String> skipped) {
        PrintWriter out = spec.commandLine().getOut();
        boolean colour = Style.colourful();
        ReplayReport.lines(trace, results, settings, colour).forEach(out::println);
        if (!skipped.isEmpty()) {
            out.println();
            skipped.forEach(reason -> out.println("  skipped  " + reason));
        }
        if (map) {
            int width = TerminalWidth.of(TerminalWidth.STANDARD_OUTPUT).orElse(UNKNOWN_WIDTH);
            for (ReplayResult result : results) {
                printMaps(result, colour, width, out);
            }
        }
        out.println();
        out.flush();
    }

    private static void printMaps(ReplayResult result, boolean colour, int width, PrintWriter out) {
        if (result.maps().isEmpty()) {
            out.println();
            out.println(result.allocator() + " has no region of its own, so there is no map of it.");
        }
        for (MemoryMap each : result.maps()) {
            out.println();
            MemoryMapText.lines(each, colour, width).forEach(out::println);
        }
    }

    private void writeFiles(List<ReplayResult> results) throws IOException {
        json.write(ReplayJson.of(results), spec.commandLine().getOut());
        if (chart != null) {
            writeCharts(results, chart, ChartFormat.of(chart).orElseThrow());
        }
    }

    private void writeCharts(List<ReplayResult> results, Path named, ChartFormat format) throws IOException {
        List<Path> files = ChartFiles.name(named, results);
        PrintWriter out = spec.commandLine().getOut();
        for (int each = 0; each < files.size(); each++) {
            Path file = files.get(each);
            ReplayResult result = results.get(each);
            OutputFile.write("--chart", file, () -> TimelineChart.write(result, file, format));
            if (!json.takesStandardOutput()) {
                out.println("Chart of " + result.trace() + ", " + result.allocator() + ": " + file);
            }
        }
        out.flush();
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
