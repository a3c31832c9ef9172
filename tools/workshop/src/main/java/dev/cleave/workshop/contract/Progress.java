package dev.cleave.workshop.contract;

/** What a thread may count on while others work. */
public enum Progress {
    /** There are no others. */
    SEQUENTIAL("sequential"),
    /** A thread waits while another holds a lock. */
    BLOCKING("blocking"),
    /** Whatever thread is stopped, some other gets on. */
    LOCK_FREE("lock-free");

    private final String label;

    Progress(String label) {
        this.label = label;
    }

    /** As tables show it. */
    public String label() {
        return label;
    }
}
