package dev.cleave.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cleave.lab.imports.ImportFormat;
import dev.cleave.lab.imports.ImportSource;
import dev.cleave.lab.imports.ImportSummary;
import dev.cleave.lab.imports.TraceImport;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** {@code cleave import}: recordings of others made into traces, each into one of its own. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Makes traces of recordings of another kind, for cleave replay.",
        description = {
            "",
            "Each recording becomes a trace of its own, beside it. All are looked at before the first is written:"
                    + " no file is replaced unasked, and no two may become the same one. A recording that cannot be"
                    + " read is reported, and the others are imported all the same.",
            "",
            "A script (rep) must make sense in every line. Any other recording may have begun late: frees of what"
                    + " it did not see allocated are left out, and what is left out or put right is counted in the"
                    + " summary. A warning says when no free is left of a recording that has some.",
            "",
            "A recording of the JDK's Flight Recorder (jfr) tells of Netty's direct buffers, each of them, and of the"
                    + " blocks that Cleave sampled. Record with the settings of samples/buffers.jfc; samples/README.md"
                    + " says how. Its events are put into the order of time in a temporary file; memory is needed for"
                    + " the blocks that are live at once.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every trace was written",
            "1:a trace could not be written",
            "2:wrong usage, and nothing was written; or a recording that cannot be read, and the others were imported"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave import rep traces/*.rep",
            "  cleave import csv --output training.trace.gz rmm_log.csv",
            "  cleave import ftrace --force kmem.txt.gz",
            "  cleave import jfr -o production.trace.gz app.jfr",
            "  trace-cmd report | cleave import ftrace --output build.trace.gz -",
            "  cat /sys/kernel/tracing/trace | cleave import ftrace - | cleave replay -"
        })
public final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "FORMAT",
            description = "rep: a malloc-lab script; csv: the log of RMM; ftrace: the kernel's kmem events, from trace,"
                    + " trace_pipe, trace-cmd report or perf script, with or without stack traces; mtrace: what glibc"
                    + " writes to MALLOC_TRACE; valgrind: what valgrind prints with --trace-malloc=yes; jfr: a"
                    + " recording of the Flight Recorder, with Netty's events of buffers or Cleave's of samples;"
                    + " and of accesses, for 'cleave lab tiers', twitter and cachelib: logs of caches; arc, lirs and"
                    + " cloudphysics: traces of blocks.")
    private String format = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "The recordings, plain or gzip-compressed; - alone for standard input.")
    private List<String> files = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the trace here, compressed when the name ends in .gz; - for the standard output; with"
                    + " several recordings, the directory of their traces. Unless told: beside the recording and named"
                    + " after it, .trace.gz; for standard input, standard output.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--force", description = "Replace traces that are there already.")
    private boolean force;

    @Option(
            names = "--scale",
            description = "jfr: write each sampled block as often as it stands for, as its weight tells: counts and"
                    + " bytes are then those of the program, as far as samples can tell, but copies of a block come and"
                    + " go together. Unless told: once each, so that there is less of all, of small blocks above all."
                    + " Blocks that were not sampled, as Netty's, are written once in any case.")
    private boolean scale;

    @Mixin
    private JsonOption json = new JsonOption();

    /** Runs the command; picocli sets the fields before. */
    public ImportCommand() {}

    @Override
    public Integer call() throws IOException {
        ImportFormat chosen = ImportFormat.named(format).orElseThrow(() -> usage("unknown format '" + format
                + "': must be one of " + ImportFormat.labels()));
        if (scale && chosen != ImportFormat.JFR) {
            throw usage("--scale: nothing is sampled in a " + chosen.title() + ": it is of jfr alone");
        }
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        List<String> targets = new ImportTargets(spec, files, output, force).decide();
        try (TerminalProgress bar = TerminalProgress.onStandardError()) {
            return targets.getFirst().equals(ImportTargets.STANDARD_OUTPUT)
                    ? writeToStandardOutput(chosen, bar)
                    : writeFiles(chosen, targets, bar);
        }
    }

    private int writeToStandardOutput(ImportFormat chosen, TerminalProgress bar) throws IOException {
        if (json.takesStandardOutput()) {
            throw usage("--json -: the trace takes the standard output: name a file for the one or the other");
        }
        PrintWriter out = spec.commandLine().getOut();
        ImportSummary summary;
        try {
            summary = TraceImport.run(new ImportSource(chosen, files.getFirst(), scale), out, bar);
        } catch (MalformedTraceException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
        if (out.checkError()) {
            throw new IOException("the standard output could not be written: it was closed, or its disk is full");
        }
        bar.clear();
        PrintWriter err = spec.commandLine().getErr();
        summary.lines("the standard output").forEach(err::println);
        warn(summary);
        json.write(summary.json(ImportTargets.STANDARD_OUTPUT), out);
        return ExitCode.OK;
    }

    /** Each for itself: what is wrong with one is no reason to leave out the others. */
    private int writeFiles(ImportFormat chosen, List<String> targets, TerminalProgress bar) throws IOException {
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        int exitCode = ExitCode.OK;
        for (int each = 0; each < targets.size(); each++) {
            String target = targets.get(each);
            try {
                written.add(writeFile(chosen, files.get(each), target, bar).json(target));
            } catch (MalformedTraceException bad) {
                bar.clear();
                ErrorReport.complain(spec.commandLine(), bad);
                exitCode = ExitCode.USAGE;
            } catch (IOException failure) {
                bar.clear();
                ErrorReport.complain(spec.commandLine(), failure);
                exitCode = Math.max(exitCode, ExitCode.SOFTWARE);
            }
        }
        if (files.size() > 1) {
            json.write(written, spec.commandLine().getOut());
        } else if (!written.isEmpty()) {
            json.write(written.get(0), spec.commandLine().getOut());
        }
        return exitCode;
    }

    private ImportSummary writeFile(ImportFormat chosen, String file, String target, TerminalProgress bar)
            throws MalformedTraceException, IOException {
        Path path = Path.of(target);
        ImportSummary summary;
        try {
            summary = TraceImport.run(new ImportSource(chosen, file, scale), path, force, bar);
        } catch (IOException failure) {
            throw OutputFile.failed("--output", path, failure);
        }
        bar.clear();
        if (!json.takesStandardOutput()) {
            PrintWriter out = spec.commandLine().getOut();
            summary.lines(target).forEach(out::println);
            out.flush();
        }
        warn(summary);
        return summary;
    }

    private void warn(ImportSummary summary) {
        PrintWriter err = spec.commandLine().getErr();
        summary.warning().ifPresent(text -> err.println("cleave: warning: " + text));
        err.flush();
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
