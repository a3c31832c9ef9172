package dev.cleave.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cleave workshop}: the algorithms explained, checked and raced. */
@Command(
        name = "workshop",
        subcommands = {
            WorkshopListCommand.class, WorkshopShowCommand.class, WorkshopRaceCommand.class, WorkshopCheckCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Every published way to build a buddy system: listed, drawn step by step, raced, checked.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave workshop list",
            "  cleave workshop show nbbs-4",
            "  cleave workshop race --chart race.svg",
            "  cleave workshop check nbbs-4"
        })
final class WorkshopCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Without a command: help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
