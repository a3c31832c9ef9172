package dev.cleave.cli;

import dev.cleave.lab.fleet.FleetException;
import dev.cleave.lab.fleet.FleetHtml;
import dev.cleave.lab.fleet.FleetJson;
import dev.cleave.lab.fleet.FleetQuestion;
import dev.cleave.lab.fleet.FleetReport;
import dev.cleave.lab.fleet.FleetText;
import dev.cleave.lab.sweep.SweepGrid;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** {@code cleave fleet}: the snapshots and traces of many processes, on Spark. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Looks at the memory of many processes at once: their snapshots and traces, on Apache Spark.",
        description = {
            "",
            "Which processes could not have one block of 2 or 64 MiB, what is stranded by size class and version,"
                    + " which sites waste most, how all that drifts from day to day; and with --what-if what other"
                    + " settings would have done for the traces.",
            ""
        },
        sortOptions = false,
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:what was asked was found; torn files are named and counted",
            "1:Spark or the writing of a result failed",
            "2:wrong usage, a path that is missing, or nothing to work on"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave fleet snapshots",
            "  cleave fleet snapshots --html fleet.html --parquet fleet.parquet",
            "  cleave fleet 'snapshots/2026-11-*' --json - --top 100",
            "  cleave fleet samples --what-if --unit 4KiB,16KiB --factor 1.1",
            "  cleave fleet s3a://bucket/snapshots --master spark://host:7077"
        })
final class FleetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Files, folders, patterns or addresses of an object store with snapshots (JSON or binary) and"
                    + " traces (*.trace, *.trace.gz).")
    private List<String> paths = List.of();

    @Option(
            names = "--master",
            paramLabel = "URL",
            defaultValue = FleetQuestion.EMBEDDED,
            description = "Where Spark runs: local[N] is this machine with N threads; ${DEFAULT-VALUE} unless told.")
    private String master = FleetQuestion.EMBEDDED;

    @Option(
            names = "--what-if",
            description = "Replay each trace under each --unit, --grouping and --factor.")
    private boolean whatIf;

    @Mixin
    private SweepOptions sweep = new SweepOptions();

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "" + FleetQuestion.USUAL_TOP,
            description = "Rows of each list; ${DEFAULT-VALUE} unless told.")
    private int top;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the report, with charts, as a page that needs nothing but itself.")
    private @Nullable Path html;

    @Option(
            names = "--parquet",
            paramLabel = "DIR",
            description = "Write the tables behind the report into this new folder, as Parquet.")
    private Optional<String> parquet = Optional.empty();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        OutputFile.requireWritable(spec, "--html", html);
        FleetQuestion question = question();
        FleetReport report;
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            report = FleetEngines.require(spec).analyse(question, progress);
        } catch (FleetException unanswered) {
            ErrorReport.complain(spec.commandLine(), unanswered);
            return ExitCode.USAGE;
        }
        tell(report);
        return ExitCode.OK;
    }

    private FleetQuestion question() {
        if (sweep.given() && !whatIf) {
            throw new ParameterException(
                    spec.commandLine(), "--unit, --grouping and --factor: must be with --what-if");
        }
        try {
            Optional<SweepGrid> grid = whatIf ? Optional.of(sweep.grid()) : Optional.empty();
            return new FleetQuestion(paths, master, parquet, grid, top);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private void tell(FleetReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            FleetText.of(report).forEach(out::println);
            out.flush();
        }
        Path page = html;
        if (page != null) {
            OutputFile.write("--html", page, () -> FleetHtml.write(report, page));
        }
        json.write(FleetJson.of(report), out);
    }
}
