package dev.cleave.lab.fleet;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.sweep.SweepEngine;

/** Works out questions about a fleet, and sweeps, wherever its machines are. */
public interface FleetEngine {
    /**
     * Answers a question; may take minutes. Files that are torn are counted and named, and the
     * others go on.
     *
     * @throws FleetException where a path is missing, holds nothing to work on, or an output cannot
     *     be written, saying which and what to do
     */
    FleetReport analyse(FleetQuestion question, Progress progress) throws FleetException;

    /**
     * Sweeps on a master's machines.
     *
     * @param master as {@link FleetQuestion#master}
     */
    SweepEngine sweeps(String master);
}
