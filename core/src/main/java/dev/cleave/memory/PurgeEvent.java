package dev.cleave.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A purge that gave memory back to the system; its duration is that of the whole pass. */
@Name("dev.cleave.Purge")
@Label("Purge")
@Category("Cleave")
@Description("Free memory given back to the operating system")
final class PurgeEvent extends jdk.jfr.Event {
    /** Stands for every purge that nobody records: it needs no object, so that memory can go where the Java heap is full. */
    private static final PurgeEvent UNRECORDED = new PurgeEvent();

    @Label("Pool")
    String pool = "";

    @Label("Dropped")
    @DataAmount
    long droppedBytes;

    @Label("Cause")
    @Description("DECAY: it was free for a while; TRIM: trim() asked for it; GROWTH: other memory was needed, and too much was free; "
            + "LIMIT: more was freed than the dirty limit allows")
    String cause = "";

    static PurgeEvent started() {
        if (!UNRECORDED.isEnabled()) {
            return UNRECORDED;
        }
        PurgeEvent event = new PurgeEvent();
        event.begin();
        return event;
    }

    void finished(String poolName, long bytes, Purge.Pass pass) {
        if (bytes > 0 && this != UNRECORDED) {
            pool = poolName;
            droppedBytes = bytes;
            cause = pass.name();
            commit();
        }
    }
}
