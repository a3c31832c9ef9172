package dev.cleave.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors as users see them: one line on the standard error, and an exit code. */
final class ErrorReport {
    private ErrorReport() {}

    /** Bad usage: what was wrong, what is allowed, where help is. */
    static int badUsage(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        String help = "; see " + command.getCommandSpec().qualifiedName() + " --help";
        print(command, describe(error, command) + help, error);
        return ExitCode.USAGE;
    }

    private static String describe(ParameterException error, CommandLine command) {
        if (error instanceof UnmatchedArgumentException unmatched && !command.getSubcommands().isEmpty()) {
            List<String> words = unmatched.getUnmatched();
            if (!words.isEmpty() && !words.getFirst().startsWith("-")) {
                return "unknown command '" + words.getFirst() + "': must be one of " + Cleave.commands(command);
            }
        }
        return onOneLine(error);
    }

    private static String onOneLine(Exception failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.replaceAll("\\s*\\R\\s*", " ");
    }

    /** A failure while running. */
    static int failure(Exception failure, CommandLine command, ParseResult parsed) {
        print(command, onOneLine(failure), failure);
        return ExitCode.SOFTWARE;
    }

    private static void print(CommandLine command, String message, Exception failure) {
        PrintWriter err = command.getErr();
        err.println("cleave: " + message);
        if (Cleave.debugging(command)) {
            failure.printStackTrace(err);
        }
        err.flush();
    }
}
