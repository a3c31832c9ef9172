package dev.cleave.lab.experiment.footprint;

/** An allocator did not carry a load to its end: what it said. */
final class FailedTrialException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    FailedTrialException(String message) {
        super(message);
    }
}
