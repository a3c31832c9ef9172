package dev.cleave.cli;

import dev.cleave.lab.heap.HeapReplay;
import dev.cleave.lab.heap.HeapReport;
import dev.cleave.lab.heap.HeapReportJson;
import dev.cleave.lab.heap.HeapReportText;
import dev.cleave.lab.replay.AllocatorChoice;
import dev.cleave.lab.replay.ImpossibleReplayException;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave heap-report}: what the heap holds of a recorded program, a size class at a time. */
@Command(
        name = "heap-report",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Shows what the heap holds, a size class at a time, where a recorded program needed most.",
        description = {
            "",
            "The trace is replayed through the heap by one thread; at its peak, or after the event asked for, the heap is"
                    + " looked at: slabs, slots, used ones, stranded bytes (free slots, which only their class can use), waste"
                    + " (bytes of slabs that are part of no slot), and each class's share of all that the heap has taken.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the heap had no room for all of the trace",
            "2:wrong usage, or a trace that cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave heap-report samples/malloc-sqlite.trace.gz",
            "  cleave heap-report --at 1000 --json report.json samples/malloc-sqlite.trace.gz"
        })
final class HeapReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "Heap traces, plain or gzip-compressed; - for standard input.")
    private List<String> traces = List.of();

    @Option(
            names = "--at",
            paramLabel = "EVENT",
            description = "Look after so many events of the trace; where most bytes are live unless told.")
    private Optional<Integer> at = Optional.empty();

    @Option(
            names = "--region-factor",
            paramLabel = "FACTOR",
            description = "Size of the heap's pool as a multiple of the most that was live at once; 2 unless told, as for"
                    + " replay.")
    private double regionFactor = AllocatorChoice.usualRegionFactor(TraceKind.HEAP);

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        List<HeapReport> reports = new ArrayList<>();
        try {
            for (Trace trace : TraceFiles.read(traces)) {
                reports.add(report(trace));
            }
        } catch (MalformedTraceException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        } catch (ImpossibleReplayException full) {
            ErrorReport.complain(spec.commandLine(), full);
            return ExitCode.SOFTWARE;
        }
        json.write(HeapReportJson.of(reports), spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private HeapReport report(Trace trace) throws ImpossibleReplayException {
        HeapReport report;
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            report = HeapReplay.run(trace, regionFactor, at.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                    progress);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
        if (!json.takesStandardOutput()) {
            PrintWriter out = spec.commandLine().getOut();
            HeapReportText.lines(report, Style.colourful()).forEach(out::println);
            out.println();
            out.flush();
        }
        return report;
    }
}
