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

    /** Whether a recording of the Flight Recorder asks for the event of a grain. */
    static boolean isOn(Grain grain) {
        return of(grain).isEnabled();
    }

    /** Tells the Flight Recorder, if it asks. */
    static void emit(Grain grain, long number, int entries, long lost, int oneIn, String text) {
        RecordedEvent event = of(grain);
        event.format = FORMAT;
        event.batch = number;
        event.entries = entries;
        event.lost = lost;
        event.oneIn = oneIn;
        event.blocks = text;
        event.commit();
    }

    /** The class of a grain's event. */
    static Class<? extends RecordedEvent> type(Grain grain) {
        return grain == Grain.BLOCKS ? RecordedBlocksEvent.class : RecordedAllocationsEvent.class;
    }

    private static RecordedEvent of(Grain grain) {
        return grain == Grain.BLOCKS ? new RecordedBlocksEvent() : new RecordedAllocationsEvent();
    }
}
