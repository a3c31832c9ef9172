package dev.cleave.cli;

import dev.cleave.cli.serve.Browser;
import dev.cleave.cli.serve.Serving;
import dev.cleave.lab.attach.NotWatchableException;
import dev.cleave.lab.attach.SavedSnapshots;
import dev.cleave.lab.jfr.FlightJsonReader;
import dev.cleave.lab.jfr.FlightReader;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.SnapshotFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave serve}: the page. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Shows a pool in the browser as it lives: its map, its figures, why a request would fail.",
        description = {
            "",
            "Of a trace: replayed on the page, with play, pause, step and seek. Of a snapshot, as a program kept it: what was"
                    + " then. Of a recording of the Flight Recorder: its time line. Without a file: a pool under a made-up load. The workshop, the city convoy and the experiments are"
                    + " on the page too. It listens on this machine alone unless --bind says otherwise, and ends with Ctrl-C.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the page could not be opened, or no picture be taken",
            "2:wrong usage or bad input"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave serve samples/pages-build.trace.gz",
            "  cleave serve app.jfr",
            "  cleave serve --capacity 64G",
            "  cleave serve --allow-actions --port 8080",
            "  cleave serve --screenshot page.png samples/pages-build.trace.gz"
        })
final class ServeCommand implements Callable<Integer> {
    private static final long LEAST_CAPACITY = 16L << 20;
    private static final String FLIGHT_RECORDING = "FLR\0";
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 960;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "A trace, plain or gzip-compressed (its name ends in .trace or .trace.gz), a snapshot of"
                    + " a pool or a process, a"
                    + " recording of the Flight Recorder, or the time line that 'cleave jfr --json' made of one.")
    private Optional<String> file = Optional.empty();

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            description = "Of a snapshot of a process this pool; the one with most in use unless told.")
    private Optional<String> pool = Optional.empty();

    @Mixin
    private PageOptions page = new PageOptions();

    @Option(names = "--allow-actions", description = "Let the page act: trim the pool, start experiments.")
    private boolean actions;

    @Option(
            names = "--capacity",
            paramLabel = "BYTES",
            defaultValue = "256M",
            converter = ByteSize.class,
            description = "Size of the pool under the made-up load; ${DEFAULT-VALUE} unless told, at least 16M.")
    private long capacity;

    @Mixin
    private SeedOption seed = new SeedOption();

    @Option(
            names = "--screenshot",
            paramLabel = "FILE",
            description = "Write a picture of the page, a trace after its last event, as PNG, and end; needs a Chromium.")
    private Optional<Path> screenshot = Optional.empty();

    @Option(names = "--dark", description = "The picture in dark colours.")
    private boolean dark;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Serving.Settings settings = settings();
        OutputFile.requireWritable(spec, "--screenshot", screenshot.orElse(null));
        Serving serving;
        try {
            serving = open(settings);
        } catch (NoSuchFileException none) {
            throw usage("there is no file " + none.getMessage());
        } catch (MalformedTraceException | SnapshotFormatException | NotWatchableException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
        try (serving) {
            if (screenshot.isPresent()) {
                Browser.picture(serving.link() + "#still=1&colour=mobility&why=64M&theme=" + (dark ? "dark" : "light"),
                        screenshot.get(), WIDTH, HEIGHT);
            } else {
                page.show(spec, serving);
            }
        }
        return ExitCode.OK;
    }

    private Serving.Settings settings() {
        if (capacity < LEAST_CAPACITY) {
            throw usage("--capacity " + capacity + ": must be at least 16M");
        }
        return page.settings(spec, actions);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Serving open(Serving.Settings settings) throws IOException, MalformedTraceException {
        if (file.isEmpty()) {
            return Serving.demo(capacity, seed.seed(), settings);
        }
        if (!file.get().matches(".*\\.trace(\\.gz)?")) {
            return opened(Path.of(file.get()), settings);
        }
        Trace trace = TraceFiles.read(List.of(file.get())).getFirst();
        return Serving.trace(trace, screenshot.isPresent() ? trace.events() : 0, settings);
    }

    /** What it is, its first bytes say. */
    private Serving opened(Path file, Serving.Settings settings) throws IOException, MalformedTraceException {
        byte[] start = new byte[0];
        if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                start = in.readNBytes(FLIGHT_RECORDING.length());
            }
        }
        String begins = new String(start, StandardCharsets.ISO_8859_1);
        if (begins.equals(FLIGHT_RECORDING)) {
            return Serving.timeline(FlightReader.read(file.toString()), settings);
        }
        if (begins.startsWith("{") && !SavedSnapshots.isJson(file)) {
            return Serving.timeline(FlightJsonReader.read(file.toString()), settings);
        }
        return Serving.snapshot(chosen(SavedSnapshots.read(file)), settings);
    }

    private PoolSnapshot chosen(List<PoolSnapshot> snapshots) {
        PoolSnapshot chosen = snapshots.stream()
                .filter(each -> pool.isEmpty() || pool.get().equals(each.pool()))
                .max(Comparator.comparingLong(each -> each.usage().usedBytes()))
                .orElseThrow(() -> usage("--pool " + pool.orElse("") + ": there is no such pool: must be one of "
                        + names(snapshots)));
        if (snapshots.size() > 1 && pool.isEmpty()) {
            spec.commandLine().getErr().println("Of the pools " + names(snapshots) + " this is " + chosen.pool()
                    + "; --pool NAME shows another");
        }
        return chosen;
    }

    private static String names(List<PoolSnapshot> snapshots) {
        return String.join(", ", snapshots.stream().map(PoolSnapshot::pool).toList());
    }
}
