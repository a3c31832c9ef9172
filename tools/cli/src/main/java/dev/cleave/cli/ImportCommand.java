package dev.cleave.cli;

import dev.cleave.lab.imports.ImportFormat;
import dev.cleave.lab.imports.ImportSummary;
import dev.cleave.lab.imports.TraceImport;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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

/** {@code cleave import}: recordings of others made into traces. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Makes a trace of a recording of another kind, for cleave replay.",
        description = {
            "",
            "A script (rep) must make sense in every line. A recording (csv, ftrace) may have begun late: frees of what it"
                    + " did not see allocated are left out, and what is left out or put right is counted in the summary.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the trace was written",
            "1:the trace could not be written",
            "2:wrong usage, or a recording that cannot be read; nothing was written"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave import rep traces/binary.rep",
            "  cleave import csv --output training.trace.gz rmm_log.csv",
            "  cleave import ftrace --force kmem.txt.gz",
            "  cat /sys/kernel/tracing/trace | cleave import ftrace - | cleave replay -"
        })
public final class ImportCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final String EXTENSION = ".trace.gz";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "FORMAT",
            description = "rep: a malloc-lab script; csv: the log of RMM; ftrace: the kernel's kmem events, from trace,"
                    + " trace_pipe, trace-cmd or perf.")
    private String format = "";

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "The recording, plain or gzip-compressed; - for standard input.")
    private String file = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the trace here, compressed when the name ends in .gz; - for the standard output. Unless"
                    + " told: beside the recording and named after it, .trace.gz; for standard input, standard output.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--force", description = "Replace the trace if there is one already.")
    private boolean force;

    @Mixin
    private JsonOption json = new JsonOption();

    /** Runs the command; picocli sets the fields before. */
    public ImportCommand() {}

    @Override
    public Integer call() throws IOException {
        ImportFormat chosen = ImportFormat.named(format).orElseThrow(() -> usage("unknown format '" + format
                + "': must be one of " + ImportFormat.labels()));
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        String target = output.orElseGet(() -> usualOutput(file));
        try (TerminalProgress bar = TerminalProgress.onStandardError()) {
            if (target.equals(STANDARD_OUTPUT)) {
                writeToStandardOutput(chosen, bar);
            } else {
                writeFile(chosen, target, bar);
            }
            return ExitCode.OK;
        } catch (MalformedTraceException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
    }

    private void writeToStandardOutput(ImportFormat chosen, TerminalProgress bar)
            throws MalformedTraceException, IOException {
        if (json.takesStandardOutput()) {
            throw usage("--json -: the trace takes the standard output: name a file for the one or the other");
        }
        PrintWriter out = spec.commandLine().getOut();
        ImportSummary summary = TraceImport.run(chosen, file, out, bar);
        if (out.checkError()) {
            throw new IOException("the standard output could not be written: it was closed, or its disk is full");
        }
        bar.clear();
        PrintWriter err = spec.commandLine().getErr();
        summary.lines("the standard output").forEach(err::println);
        err.flush();
        json.write(summary.json(STANDARD_OUTPUT), out);
    }

    private void writeFile(ImportFormat chosen, String target, TerminalProgress bar)
            throws MalformedTraceException, IOException {
        Path path = outputPath(target);
        ImportSummary summary;
        try {
            summary = TraceImport.run(chosen, file, path, bar);
        } catch (IOException failure) {
            throw OutputFile.failed("--output", path, failure);
        }
        bar.clear();
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            summary.lines(target).forEach(out::println);
            out.flush();
        }
        json.write(summary.json(target), out);
    }

    private Path outputPath(String target) throws IOException {
        Path path;
        try {
            path = Path.of(target);
        } catch (InvalidPathException bad) {
            throw usage("--output " + target + ": is no path: " + bad.getReason());
        }
        OutputFile.requireWritable(spec, "--output", path);
        if (!Files.exists(path)) {
            return path;
        }
        if (!TraceInput.isStandardInput(file) && Files.exists(Path.of(file)) && Files.isSameFile(path, Path.of(file))) {
            throw usage("--output " + target + ": is the recording itself: name another file");
        }
        if (!force) {
            throw usage("--output " + target + ": exists already: name another file, or replace it with --force");
        }
        return path;
    }

    /** The recording's name with the trace's ending in place of its own. */
    private static String usualOutput(String recording) {
        if (TraceInput.isStandardInput(recording)) {
            return STANDARD_OUTPUT;
        }
        int folder = Math.max(recording.lastIndexOf('/'), recording.lastIndexOf('\\')) + 1;
        String name = recording.substring(folder);
        for (String ending : List.of("\\.gz", "\\.[A-Za-z]+")) {
            name = name.replaceFirst("(?<=.)" + ending + "$", "");
        }
        return recording.substring(0, folder) + name + EXTENSION;
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
