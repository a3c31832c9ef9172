package dev.cleave.lab.jvm;

/** A trial that exceeded its time limit: not wrong, but not worth waiting for. */
public final class TrialTooSlowException extends TrialException {
    private static final long serialVersionUID = 1;

    /** A trial that took too long, in words for the user. */
    public TrialTooSlowException(String message) {
        super(message);
    }
}
