package dev.cleave.workshop.contract;

/** Who may call an allocator. */
public enum ThreadSafety {
    /** One thread at a time: the caller sees to that. */
    ONE_THREAD("one thread"),
    /** Any thread. */
    ANY_THREAD("any thread");

    private final String label;

    ThreadSafety(String label) {
        this.label = label;
    }

    /** As tables show it. */
    public String label() {
        return label;
    }
}
