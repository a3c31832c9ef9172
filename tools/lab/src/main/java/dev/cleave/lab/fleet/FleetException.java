package dev.cleave.lab.fleet;

/** Says why a question about a fleet cannot be answered, and what to do. */
public final class FleetException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The whole reason, in one line. */
    public FleetException(String reason) {
        super(reason);
    }

    /** The whole reason, in one line, and what it came from. */
    public FleetException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
