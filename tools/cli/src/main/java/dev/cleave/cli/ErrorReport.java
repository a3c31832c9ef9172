package dev.cleave.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors as users see them: one line on the standard error, with {@code --debug} the stack trace, and an exit code. */
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

    private static String onOneLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.replaceAll("\\s*\\R\\s*", " ");
    }

    /** A failure while running. */
    static int failure(Exception failure, CommandLine command, ParseResult parsed) {
        complain(command, failure);
        return ExitCode.SOFTWARE;
    }

    /** What the JVM itself could not do. */
    static int failure(Error failure, CommandLine command) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String message = failure instanceof OutOfMemoryError
                ? "out of memory: " + onOneLine(failure)
                        + "; a larger heap may help, for example JAVA_TOOL_OPTIONS=-Xmx8g"
                : "the JVM could not go on: " + cause.getClass().getSimpleName() + ": " + onOneLine(cause);
        print(command, message, failure);
        return ExitCode.SOFTWARE;
    }

    /** Says what went wrong, where the command itself goes on or knows the exit code. */
    static void complain(CommandLine command, Exception trouble) {
        print(command, onOneLine(trouble), trouble);
    }

    private static void print(CommandLine command, String message, Throwable failure) {
        PrintWriter err = command.getErr();
        err.println("cleave: " + message);
        if (Cleave.debugging(command)) {
            failure.printStackTrace(err);
        }
        err.flush();
    }
}
