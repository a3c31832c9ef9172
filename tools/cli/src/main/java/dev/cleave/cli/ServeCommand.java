package dev.cleave.cli;

import dev.cleave.cli.serve.Browser;
import dev.cleave.cli.serve.Serving;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.SnapshotFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
                    + " then. Without a file: a pool under a made-up load. The workshop, the city convoy and the experiments are"
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
            "  cleave serve --capacity 64G",
            "  cleave serve --allow-actions --port 8080",
            "  cleave serve --screenshot page.png samples/pages-build.trace.gz"
        })
final class ServeCommand implements Callable<Integer> {
    private static final long LEAST_CAPACITY = 16L << 20;
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 960;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "A trace, plain or gzip-compressed (its name ends in .trace or .trace.gz), or a pool's snapshot.")
    private Optional<String> file = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "The port; a free one unless told.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listen on this address of the machine; whoever comes then needs the token that is printed. What is"
                    + " sent is not encrypted.")
    private Optional<String> bind = Optional.empty();

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

    @Option(names = "--no-browser", description = "Do not open a browser.")
    private boolean noBrowser;

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
        } catch (MalformedTraceException | SnapshotFormatException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
        try (serving) {
            if (screenshot.isPresent()) {
                Browser.picture(serving.link() + "#still=1&colour=mobility&why=64M&theme=" + (dark ? "dark" : "light"),
                        screenshot.get(), WIDTH, HEIGHT);
            } else {
                serve(serving);
            }
        }
        return ExitCode.OK;
    }

    private Serving.Settings settings() {
        if (port < 0 || port > 65_535) {
            throw usage("--port " + port + ": must be 0 to 65535");
        }
        if (capacity < LEAST_CAPACITY) {
            throw usage("--capacity " + capacity + ": must be at least 16M");
        }
        try {
            InetAddress address =
                    bind.isPresent() ? InetAddress.getByName(bind.get()) : InetAddress.getLoopbackAddress();
            return new Serving.Settings(address, port, actions);
        } catch (UnknownHostException unknown) {
            throw usage("--bind " + bind.orElse("") + ": no address of this machine is called so");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Serving open(Serving.Settings settings) throws IOException, MalformedTraceException {
        if (file.isEmpty()) {
            return Serving.demo(capacity, seed.seed(), settings);
        }
        if (!file.get().matches(".*\\.trace(\\.gz)?")) {
            try (InputStream in = Files.newInputStream(Path.of(file.get()))) {
                return Serving.snapshot(PoolSnapshot.read(in), settings);
            } catch (java.nio.file.NoSuchFileException none) {
                throw usage("there is no file " + file.get());
            }
        }
        Trace trace = TraceFiles.read(List.of(file.get())).getFirst();
        return Serving.trace(trace, screenshot.isPresent() ? trace.events() : 0, settings);
    }

    private void serve(Serving serving) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("The page: " + serving.link());
        out.println("Ctrl-C ends it.");
        out.flush();
        if (!noBrowser) {
            Browser.show(serving.link());
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "cleave-serve-end"));
        ended.await();
    }
}
