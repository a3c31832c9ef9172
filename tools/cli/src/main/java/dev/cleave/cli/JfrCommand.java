package dev.cleave.cli;

import dev.cleave.cli.serve.Serving;
import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.FlightChart;
import dev.cleave.lab.jfr.FlightJson;
import dev.cleave.lab.jfr.FlightReader;
import dev.cleave.lab.jfr.FlightText;
import dev.cleave.lab.jfr.FlightTimeline;
import dev.cleave.lab.trace.MalformedTraceException;
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

/** {@code cleave jfr}: a recording of the Flight Recorder as a time line of memory. */
@Command(
        name = "jfr",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Shows what a recording of the Flight Recorder tells of memory, over time.",
        description = {
            "",
            "Cleave's events and the JVM's own on one time line: what pools hold, purges, refused requests; the Java heap,"
                    + " its collections, resident memory, direct buffers, processor load. docs/jfr.md describes the events."
                    + " Record with -XX:StartFlightRecording, or jcmd PID JFR.start.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a result could not be written",
            "2:wrong usage, or a file that is no such recording"},
        footerHeading = "%nExamples:%n",
        footer = {"  cleave jfr app.jfr", "  cleave jfr --open app.jfr",
            "  cleave jfr --chart app.svg --json app.json app.jfr"})
final class JfrCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The recording.")
    private String file = "";

    @Option(names = "--chart", paramLabel = "FILE", description = "Draw it into FILE (.svg or .png).")
    private @Nullable Path chart;

    @Option(names = "--open", description = "Show it in the browser, as 'cleave serve FILE' does, until Ctrl-C.")
    private boolean open;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        OutputFile.requireWritable(spec, "--chart", chart);
        ChartFiles.requireFormat(spec, chart);
        FlightTimeline timeline;
        try {
            timeline = FlightReader.read(file);
        } catch (MalformedTraceException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            FlightText.lines(timeline).forEach(out::println);
            out.flush();
        }
        if (chart != null) {
            Path target = chart;
            OutputFile.write("--chart", target,
                    () -> FlightChart.write(timeline, target, ChartFormat.of(target).orElseThrow()));
        }
        json.write(FlightJson.of(timeline), out);
        if (open) {
            PageOptions page = new PageOptions();
            try (Serving serving = Serving.timeline(timeline, page.settings(spec, false))) {
                page.show(spec, serving);
            }
        }
        return ExitCode.OK;
    }
}
