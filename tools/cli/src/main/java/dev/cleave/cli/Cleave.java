package dev.cleave.cli;

import java.util.Arrays;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code cleave}: prints help, or hands over to the command named. */
@Command(
        name = "cleave",
        subcommands = {
            ReplayCommand.class, HeapReportCommand.class, PlanCommand.class, ImportCommand.class, BenchCommand.class,
            WorkshopCommand.class, LabCommand.class, GpuDumpCommand.class, OccupancyCommand.class, TierCommand.class,
            ServeCommand.class, PsCommand.class, AttachCommand.class, SnapshotCommand.class, RecordCommand.class,
            ObserveCommand.class, JfrCommand.class, FleetCommand.class
        },
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        description = "A memory manager for the JVM built on the buddy system: measure it, replay real programs through it.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave replay samples/pages-build.trace.gz  what a Linux kernel allocated",
            "  cleave heap-report samples/malloc-sqlite.trace.gz  what the heap holds of it",
            "  cleave plan samples/malloc-sqlite.trace.gz  the least memory that it could do with",
            "  cleave bench                                all workloads, beside the floor",
            "  cleave bench pair --allocator all           all allocators side by side",
            "  cleave workshop race                        every algorithm raced",
            "  cleave lab list                             the experiments",
            "  cleave gpu-dump samples/gpu-dump.json       what a graphics card's memory held",
            "  cleave tier check orders.heap               whether a durable heap's file is whole",
            "  cleave serve samples/pages-build.trace.gz   the memory of a trace, in the browser",
            "  cleave fleet snapshots --html fleet.html    the memory of many processes, on Spark",
            "  cleave occupancy --threads 256 --shared 20KiB  resident blocks of a CUDA kernel",
            "  cleave jfr app.jfr                          what a recording tells of memory",
            "  cleave ps                                   which JVMs use Cleave",
            "  cleave attach 1234                          what one of them holds, in the browser",
            "  cleave record 1234 -o app.trace.gz --for 30s  what one of them does, as a trace",
            "  cleave observe                              what that costs it",
            "",
            "Exit code: 0 done, 1 a failure was found, 2 bad usage or bad input."
        })
public final class Cleave implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "With an error, print its stack trace as well.")
    private boolean debug;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(execute(commandLine(), arguments));
    }

    /** Runs a command line and answers its exit code, whatever is thrown. */
    static int execute(CommandLine commandLine, String... arguments) {
        try {
            return commandLine.execute(arguments);
        } catch (Error failure) {
            return ErrorReport.failure(failure, commandLine);
        }
    }

    /** The command line, ready to execute. */
    static CommandLine commandLine() {
        CommandLine cleave = new CommandLine(new Cleave())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(ErrorReport::badUsage)
                .setExecutionExceptionHandler(ErrorReport::failure);
        Objects.requireNonNull(cleave.getSubcommands().get("bench"))
                .getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, BenchCommand::describeWorkloads);
        return cleave;
    }

    /** Without a command: help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Whether errors print their stack traces. */
    static boolean debugging(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root.getCommand() instanceof Cleave cleave && cleave.debug;
    }

    /** The commands' names, as an error lists them. */
    static String commands(CommandLine command) {
        return String.join(", ", Arrays.asList(command.getSubcommands().keySet().toArray(String[]::new)));
    }
}
