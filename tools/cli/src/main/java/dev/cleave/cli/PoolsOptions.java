package dev.cleave.cli;

import dev.cleave.lab.attach.Target;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The JVM that is to be watched, and which of its pools; and whether their names are told. */
final class PoolsOptions {
    @Mixin
    private TargetParameter target = new TargetParameter();

    @Option(names = "--pool", paramLabel = "NAME",
            description = "Of the pools of this name alone; unless told, of all.")
    private Optional<String> pool = Optional.empty();

    @Option(
            names = "--anonymous",
            description = "Leave out names: of pools, of what backs them, of places in the program.")
    private boolean anonymous;

    /** The JVM, which was not asked yet. */
    Target target(CommandSpec spec) {
        return target.target(spec);
    }

    /** The name that pools must have, if one was told. */
    Optional<String> pool() {
        return pool;
    }

    /** Whether names are left out. */
    boolean isAnonymous() {
        return anonymous;
    }
}
