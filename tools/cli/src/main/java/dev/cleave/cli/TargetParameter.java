package dev.cleave.cli;

import dev.cleave.lab.attach.NotWatchableException;
import dev.cleave.lab.attach.Target;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The parameter that names a JVM to be watched. */
final class TargetParameter {
    @Parameters(
            paramLabel = "TARGET",
            description = "The number of a process, as 'cleave ps' tells it, or the path of a socket that the application"
                    + " opened with PoolSocket.open(path): for one in a container, or another user's.")
    private String target = "";

    /** The JVM, which was not asked yet. */
    Target target(CommandSpec spec) {
        try {
            return Target.of(target);
        } catch (NotWatchableException bad) {
            throw new ParameterException(spec.commandLine(), bad.getMessage());
        }
    }
}
