package dev.cleave.cli;

import dev.cleave.lab.plan.PlanReport;
import dev.cleave.lab.plan.PlanReportJson;
import dev.cleave.lab.plan.PlanReportText;
import dev.cleave.lab.plan.TraceLifetimes;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.plan.Planner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code cleave plan}: a place for each block of a recorded program, in as little memory as can be
 * found.
 */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Plans where each block of a recorded program lies, in as little memory as can be found.",
        description = {
            "",
            "All lifetimes are known from the trace, so places can be chosen better than any allocator can while the"
                    + " program runs. The table shows what the plan needs beside the most that is live at once, which"
                    + " no placement can do without. A program that repeats what was recorded is served from the plan"
                    + " (docs/plan.md).",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; a search that the limit ended is done as well",
            "1:the plan could not be written, or a trace has no loop to plan a --turn of",
            "2:wrong usage, or a trace that cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave plan samples/malloc-sqlite.trace.gz",
            "  cleave plan --out sqlite.plan --limit 60 samples/malloc-sqlite.trace.gz",
            "  cleave plan --compare --json plans.json samples/*.trace.gz"
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "Page or heap traces, plain or gzip-compressed; - for standard input.")
    private List<String> traces = List.of();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write the plan into FILE; of one trace only.")
    private @Nullable Path out;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "Search no longer for a better plan than so many seconds a trace; ${DEFAULT-VALUE} unless"
                    + " told. The first plan is always finished.")
    private double limit;

    @Option(
            names = "--alignment",
            paramLabel = "BYTES",
            converter = ByteSize.class,
            description = "Places are multiples of so many bytes, a power of two; for page traces 4KiB unless told, for"
                    + " heap traces 8, which is what Java's largest values need.")
    private Optional<Long> alignment = Optional.empty();

    @Option(
            names = "--turn",
            description = "Plan one turn of the loop that the trace is, after whatever beginning, rather than all of"
                    + " it; its period is found by itself.")
    private boolean turn;

    @Option(
            names = "--compare",
            description = "Also weigh what Cleave's heap, malloc and jemalloc need for the same trace, each in a JVM of"
                    + " its own.")
    private boolean compare;

    @Mixin
    private SeedOption seed = new SeedOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        requireOptions();
        List<Trace> read;
        try {
            read = TraceFiles.read(traces);
        } catch (MalformedTraceException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
        List<PlanReport> reports = new ArrayList<>();
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            for (Trace trace : read) {
                Optional<PlanReport> report = turn
                        ? PlanReport.ofTurn(trace, planner(trace), progress)
                        : Optional.of(PlanReport.of(trace, planner(trace), compare, progress));
                if (report.isEmpty()) {
                    progress.clear();
                    ErrorReport.complain(spec.commandLine(), new IllegalArgumentException("--turn: " + trace.name()
                            + " is no loop: at least half of its allocations must be turns of the same sizes in the"
                            + " same order; plan it whole"));
                    return ExitCode.SOFTWARE;
                }
                reports.add(report.get());
            }
        }
        finish(reports);
        return ExitCode.OK;
    }

    private Planner planner(Trace trace) {
        return new Planner()
                .withAlignment(alignment.orElse(TraceLifetimes.usualAlignment(trace.kind())))
                .withLimit(Duration.ofMillis(Math.round(limit * 1e3)))
                .withSeed(seed.seed());
    }

    private void requireOptions() {
        try {
            OptionRange.require(limit >= 0.001 && limit <= 86_400, "--limit", limit, "0.001 to 86400 seconds");
            if (alignment.isPresent()) {
                long bytes = alignment.get();
                OptionRange.require(Long.bitCount(bytes) == 1 && bytes > 0 && bytes <= 1 << 30, "--alignment", bytes,
                        "a power of two from 1 to 1 GiB");
            }
            OptionRange.require(!turn || !compare, "--compare", "with --turn",
                    "left out: allocators serve whole traces");
            OptionRange.require(out == null || traces.size() == 1, "--out", String.valueOf(out),
                    "of one trace, and there are " + traces.size() + ": plan them one at a time");
        } catch (IllegalArgumentException bad) {
            throw new ParameterException(spec.commandLine(), bad.getMessage(), bad);
        }
        OutputFile.requireWritable(spec, "--out", out);
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
    }

    private void finish(List<PlanReport> reports) throws IOException {
        PrintWriter printed = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            PlanReportText.lines(reports, Style.colourful()).forEach(printed::println);
        }
        if (out != null) {
            Path file = out;
            OutputFile.write("--out", file, () -> reports.getFirst().plan().write(file));
            if (!json.takesStandardOutput()) {
                printed.println();
                printed.println("Plan of " + reports.getFirst().trace() + ": " + file);
            }
        }
        printed.flush();
        json.write(PlanReportJson.of(reports), printed);
    }
}
