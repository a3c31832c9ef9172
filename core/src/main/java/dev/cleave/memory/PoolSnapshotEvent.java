package dev.cleave.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** A part of the snapshot of a pool. */
@Name("dev.cleave.PoolSnapshot")
@Label("Pool Snapshot")
@Category("Cleave")
@Description("A part of a pool's snapshot; 'cleave snapshot' and 'cleave attach' put them together. Off unless a recording"
        + " asks for it; however large the pools are, it takes at most half a percent of a processor")
@Enabled(false)
@Period("1 s")
@StackTrace(false)
final class PoolSnapshotEvent extends jdk.jfr.Event {
    @Label("Number")
    @Description("Of the pool, from 0, in the order in which pools were opened")
    int number;

    @Label("Pool")
    String pool = "";

    @Label("Part")
    @Description("From 0")
    int part;

    @Label("Parts")
    int parts;

    @Label("Snapshot")
    @Description("The part of the snapshot's binary form, in Base64")
    String snapshot = "";

    @Label("Longest Free Run")
    @Description("Free units side by side, those that wait in magazines counted as used: so much is served at once")
    @DataAmount
    long longestFreeRunBytes;

    @Label("Allocations")
    long allocations;

    @Label("Frees")
    long frees;

    @Label("Failures")
    long failures;

    @Label("Purged")
    @Description("Given back to the operating system, in all")
    @DataAmount
    long purgedBytes;
}
