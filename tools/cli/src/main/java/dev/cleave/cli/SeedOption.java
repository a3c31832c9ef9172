package dev.cleave.cli;

import picocli.CommandLine.Option;

/** The option {@code --seed}: the same seed makes the same random choices. */
final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Seed of all random choices; ${DEFAULT-VALUE} unless told.")
    private long seed;

    long seed() {
        return seed;
    }
}
