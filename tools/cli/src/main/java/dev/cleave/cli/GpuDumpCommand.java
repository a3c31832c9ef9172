package dev.cleave.cli;

import dev.cleave.gpu.dump.MemoryDump;
import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.DumpChart;
import dev.cleave.lab.gpu.DumpReader;
import dev.cleave.lab.gpu.DumpSummary;
import dev.cleave.lab.gpu.DumpText;
import dev.cleave.lab.gpu.MalformedDumpException;
import dev.cleave.lab.trace.TraceInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave gpu-dump}: what a graphics card's memory held, from a dump. */
@Command(
        name = "gpu-dump",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Shows what a graphics card's memory held, from a dump.",
        description = {
            "",
            "The dump is JSON as VulkanMemoryAllocator writes it (vmaBuildStatsString), or as a device heap of Cleave's does."
                    + " Told are heaps with their budgets, memory types, pools, the largest free ranges, and the blocks whose"
                    + " free bytes lie scattered; drawn is each block to scale, coloured by what it holds.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a result could not be written", "2:wrong usage, or a file that is no memory dump"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave gpu-dump samples/gpu-dump.json",
            "  cleave gpu-dump --chart memory.svg samples/gpu-dump.json"
        })
final class GpuDumpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The dump; - for standard input.")
    private String file = "";

    @Option(names = "--chart", paramLabel = "FILE", description = "Draw the memory into FILE (.svg or .png).")
    private @Nullable Path chart;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        OutputFile.requireWritable(spec, "--chart", chart);
        ChartFiles.requireFormat(spec, chart);
        MemoryDump dump;
        try {
            dump = DumpReader.read(file);
        } catch (MalformedDumpException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
        report(TraceInput.nameOf(file), dump);
        return ExitCode.OK;
    }

    private void report(String name, MemoryDump dump) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            DumpText.lines(name, dump, Style.colourful()).forEach(out::println);
            out.flush();
        }
        if (chart != null) {
            draw(name, dump, chart, out);
        }
        json.write(DumpSummary.of(name, dump), out);
    }

    private void draw(String name, MemoryDump dump, Path target, PrintWriter out) throws IOException {
        ChartFormat format = ChartFormat.of(target).orElseThrow();
        OutputFile.write("--chart", target, () -> DumpChart.write(name, dump, target, format));
        if (!json.takesStandardOutput()) {
            out.println();
            out.println("Chart: " + target);
            out.flush();
        }
    }
}
