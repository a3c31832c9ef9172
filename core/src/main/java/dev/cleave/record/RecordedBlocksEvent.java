package dev.cleave.record;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** Some thousand entries of all pools, in their order. */
@Name("dev.cleave.RecordedBlocks")
@Label("Recorded Blocks")
@Category("Cleave")
@Description("What happened to the blocks of all pools, in one order for all threads; 'cleave record' makes a trace of it. "
        + "Off unless a recording asks for it")
@Enabled(false)
@Period("100 ms")
@StackTrace(false)
final class RecordedBlocksEvent extends jdk.jfr.Event {
    @Label("Format")
    @Description("Of the text: 1")
    int format;

    @Label("Batch")
    @Description("Number of this event in its recording, from 0")
    long batch;

    @Label("Entries")
    int entries;

    @Label("Lost")
    @Description("Entries that found no room, from the beginning of the recording")
    long lost;

    @Label("One In")
    @Description("Of so many blocks one is recorded: 1 where all are")
    int oneIn;

    @Label("Blocks")
    @Description("The entries, as the documentation of Cleave's events describes them")
    String blocks = "";

    static boolean isOn() {
        return new RecordedBlocksEvent().isEnabled();
    }
}
