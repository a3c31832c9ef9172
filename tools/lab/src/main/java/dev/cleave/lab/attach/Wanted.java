package dev.cleave.lab.attach;

/** What of its pools a JVM is asked for. */
public enum Wanted {
    /** What happens to blocks. */
    BLOCKS("dev.cleave.RecordedBlocks", "100 ms", "record"),

    /** Their snapshots. */
    SNAPSHOTS("dev.cleave.PoolSnapshot", "1 s", "snapshot");

    private final String event;
    private final String period;
    private final String word;

    Wanted(String event, String period, String word) {
        this.event = event;
        this.period = period;
        this.word = word;
    }

    String event() {
        return event;
    }

    String period() {
        return period;
    }

    /** What a socket is asked. */
    String word() {
        return word;
    }
}
