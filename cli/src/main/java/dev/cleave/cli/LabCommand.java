package dev.cleave.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cleave lab}: the experiments. */
@Command(name = "lab", mixinStandardHelpOptions = true, description = "Run an experiment.")
final class LabCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
