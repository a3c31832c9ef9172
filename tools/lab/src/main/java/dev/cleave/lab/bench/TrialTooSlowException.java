package dev.cleave.lab.bench;

/** A trial that exceeded its time limit: not wrong, but not worth waiting for. */
final class TrialTooSlowException extends BenchException {
    private static final long serialVersionUID = 1;

    TrialTooSlowException(String message) {
        super(message);
    }
}
