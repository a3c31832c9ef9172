package dev.cleave.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --threads}: how many threads, or a list of how many. */
final class ThreadsOption {
    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            split = ",",
            description = "How many threads; a list such as 1,2,8 does each in turn. Unless told, bench does 1,2 and an"
                    + " experiment its own.")
    private List<Integer> threads = List.of();

    /** The counts asked for, or these. */
    List<Integer> orElse(List<Integer> ordinary) {
        return threads.isEmpty() ? ordinary : threads;
    }
}
