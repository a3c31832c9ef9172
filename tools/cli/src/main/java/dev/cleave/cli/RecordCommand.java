package dev.cleave.cli;

import dev.cleave.lab.attach.NotWatchableException;
import dev.cleave.lab.attach.Recording;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cleave record}: a trace of what a running JVM does with its pools. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Records what a running JVM does with its pools, as a trace.",
        description = {
            "",
            "Nothing is loaded into the JVM, and nothing printed by it: its own Flight Recorder is asked for what happens to"
                    + " blocks, and asked no more at the end. The trace begins with the blocks that were live; each"
                    + " allocation and free follows, in the order of the program: 'cleave replay' and all the other commands"
                    + " read it. It tells of the pools' blocks, or with --grain heap of what heaps and arenas hand out of them.",
            "",
            "Where too much happens for the JVM to bear, one block of two, of four and so on is recorded, and the summary"
                    + " says so. A trace holds sizes, threads by small numbers, and order; no address, name or content.",
            "",
            "Without --for it records until Ctrl-C, or until the JVM ends.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the trace was written",
            "1:the trace could not be written; or the JVM ended before the time was over, and the trace is of what it did",
            "2:wrong usage, or a JVM that cannot be watched; no trace was written"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave record 1234 -o app.trace.gz --for 30s",
            "  cleave record /run/app/cleave.sock -o app.trace.gz --pool buffers",
            "  cleave record 1234 -o app.trace.gz --grain heap --for 30s",
            "  cleave replay --allocator all app.trace.gz"
        })
final class RecordCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PoolsOptions watched = new PoolsOptions();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Write the trace here, compressed when the name ends in .gz.")
    private Path output = Path.of("");

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "So long, such as 30s, 5m or 2h, from the first event.")
    private Optional<Duration> time = Optional.empty();

    @Option(
            names = "--grain",
            paramLabel = "GRAIN",
            description = "pool (unless told): the blocks of pools, whoever holds them. heap: what the program asked for:"
                    + " blocks of pools, and of those that heaps, object caches and pooled arenas cut up, the parts that"
                    + " these handed out.")
    private RecordedGrain grain = RecordedGrain.POOL;

    @Option(names = "--force", description = "Replace a trace that is there already.")
    private boolean force;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        OutputFile.requireWritable(spec, "--output", output);
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        if (Files.exists(output) && !force) {
            throw new ParameterException(spec.commandLine(),
                    "--output " + output + ": exists already: name another file, or replace it with --force");
        }
        Recording recording = new Recording(watched.target(spec), grain.wanted(), watched.pool(), time);
        try (StopSignal signal = new StopSignal()) {
            return report(recording, recording.into(output, force, this::begun, signal::isGiven));
        } catch (NotWatchableException | MalformedTraceException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        } catch (IOException failure) {
            throw OutputFile.failed("--output", output, failure);
        }
    }

    private void begun() {
        PrintWriter err = spec.commandLine().getErr();
        err.println("Recording" + time.map(each -> " for " + each.toMillis() / 1e3 + " s").orElse(" until Ctrl-C"));
        err.flush();
    }

    private int report(Recording recording, Recording.Result result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String name = output.toString();
        if (!json.takesStandardOutput()) {
            result.summary().lines(name, watched.isAnonymous()).forEach(out::println);
            out.flush();
        }
        result.summary().warnings().forEach(each -> err.println("cleave: warning: " + each));
        json.write(result.summary().json(name, watched.isAnonymous()), out);
        if (result.ended()) {
            err.println("cleave: " + recording.target() + " ended: the trace is of what it did until then");
        }
        err.flush();
        return result.ended() && time.isPresent() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /**
     * Ctrl-C, which ends the recording and not the command: the JVM goes when the trace is written.
     */
    private static final class StopSignal implements AutoCloseable {
        private final AtomicBoolean given = new AtomicBoolean();
        private final CountDownLatch done = new CountDownLatch(1);
        private final Thread hook = Thread.ofPlatform().unstarted(this::stop);

        StopSignal() {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        private void stop() {
            given.set(true);
            try {
                done.await();
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }

        boolean isGiven() {
            return given.get();
        }

        @Override
        public void close() {
            done.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException endingAlready) {
                // The hook runs, and has been let go.
            }
        }
    }
}
