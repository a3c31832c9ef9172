package dev.cleave.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cleave tier}: files of durable heaps, looked at and repaired; far memory, timed. */
@Command(
        name = "tier",
        subcommands = {TierCheckCommand.class, TierRepairCommand.class, TierDumpCommand.class, TierFarCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "The file of a durable heap: checked, repaired, shown. Far memory on Redis: timed.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave tier check orders.heap",
            "  cleave tier dump orders.heap --json -",
            "  cleave tier repair orders.heap",
            "  cleave tier far --redis redis://localhost"
        })
final class TierCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Without a command: help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
