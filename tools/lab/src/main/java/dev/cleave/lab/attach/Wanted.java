package dev.cleave.lab.attach;

/** What of its pools a JVM is asked for. */
public enum Wanted {
    /** What happens to blocks. */
    BLOCKS("dev.cleave.RecordedBlocks", "100 ms", "record"),

    /**
     * What pools, heaps, object caches and arenas hand out and take back: in place of the blocks that
     * these cut up, their parts.
     */
    ALLOCATIONS("dev.cleave.RecordedAllocations", "100 ms", "record-allocations"),

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

    /** Whether what happened last is wanted as well: one event is no answer by itself. */
    boolean isSeamless() {
        return this != SNAPSHOTS;
    }

    /** What a socket is asked. */
    String word() {
        return word;
    }
}
