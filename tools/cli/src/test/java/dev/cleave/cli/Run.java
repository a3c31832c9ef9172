package dev.cleave.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What a run of the command line came to: its exit code, and what it wrote. */
record Run(int exitCode, String out, String err) {
    /** A run of {@code cleave} with these arguments, as a user has it. */
    static Run of(String... arguments) {
        return of(Cleave.commandLine(), arguments);
    }

    /** A run of one of its commands. */
    static Run ofCommand(String command, String... arguments) {
        return of(Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new));
    }

    /** A run of a command line of the test's own. */
    static Run of(CommandLine command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Cleave.execute(command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)), arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
