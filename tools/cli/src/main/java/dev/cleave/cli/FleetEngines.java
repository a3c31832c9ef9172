package dev.cleave.cli;

import dev.cleave.lab.fleet.FleetEngine;
import java.util.ServiceLoader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Finds what works for a fleet: Spark, which is on the class path only where the launcher was asked
 * for it.
 */
final class FleetEngines {
    private FleetEngines() {}

    /**
     * The engine.
     *
     * @throws ParameterException when there is none
     */
    static FleetEngine require(CommandSpec spec) {
        return ServiceLoader.load(FleetEngine.class)
                .findFirst()
                .orElseThrow(() -> new ParameterException(spec.commandLine(),
                        "Spark is not on this class path: './cleave fleet' and './cleave lab sweep --master' bring it;"
                                + " by hand, add tools/fleet/target/cleave-fleet.jar and tools/fleet/target/lib/*"));
    }
}
