package dev.cleave.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code cleave} command line. */
@Command(name = "cleave", mixinStandardHelpOptions = true, subcommands = ReplayCommand.class)
public final class Cleave {
    private Cleave() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Cleave()).execute(arguments));
    }
}
