package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.trace.AccessTrace;

/** Makes a trace of accesses from a seed: the same from the same. */
@FunctionalInterface
interface Load {
    AccessTrace make(String name, long seed);
}
