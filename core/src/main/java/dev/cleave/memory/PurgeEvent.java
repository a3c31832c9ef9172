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
    @Label("Pool")
    String pool = "";

    @Label("Dropped")
    @DataAmount
    long droppedBytes;

    @Label("Asked for by trim()")
    boolean trim;

    static PurgeEvent started() {
        PurgeEvent event = new PurgeEvent();
        event.begin();
        return event;
    }

    void finished(String poolName, long bytes, boolean byTrim) {
        if (bytes > 0) {
            pool = poolName;
            droppedBytes = bytes;
            trim = byTrim;
            commit();
        }
    }
}
