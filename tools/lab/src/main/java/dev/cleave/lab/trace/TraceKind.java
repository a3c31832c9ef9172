package dev.cleave.lab.trace;

/** What a trace recorded, and with it how its lines read. */
public enum TraceKind {
    /** A kernel's page allocator: blocks of 2^order pages of 4 KiB, each with its mobility and where Linux put it. */
    PAGES("page trace", "a ID ORDER MOBILITY CPU PFN", "f ID CPU"),

    /** A program's heap: blocks of any number of bytes, as {@code malloc} was asked for them. */
    HEAP("heap trace", "a ID BYTES THREAD", "f ID THREAD");

    private final String label;
    private final String allocationForm;
    private final String freeForm;

    TraceKind(String label, String allocationForm, String freeForm) {
        this.label = label;
        this.allocationForm = allocationForm;
        this.freeForm = freeForm;
    }

    /** What people call it: "page trace" or "heap trace". */
    public String label() {
        return label;
    }

    /** The form of a line that allocates, such as {@code a ID BYTES THREAD}. */
    public String allocationForm() {
        return allocationForm;
    }

    /** The form of a line that frees, such as {@code f ID THREAD}. */
    public String freeForm() {
        return freeForm;
    }
}
