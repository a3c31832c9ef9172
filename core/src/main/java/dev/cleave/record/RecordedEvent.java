package dev.cleave.record;

import jdk.jfr.Description;
import jdk.jfr.Label;

/** Some thousand entries of all pools, in their order. */
abstract class RecordedEvent extends jdk.jfr.Event {
    /** The form of the text. */
    static final int FORMAT = 1;

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

    /** Tells the Flight Recorder, if it asks. */
    void tell(long number, int count, long lostSoFar, int share, String text) {
        format = FORMAT;
        batch = number;
        entries = count;
        lost = lostSoFar;
        oneIn = share;
        blocks = text;
        commit();
    }
}
