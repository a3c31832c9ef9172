package dev.cleave.guard;

/** A request of a tenant that waited until its deadline, and could not be served. */
public final class AdmissionTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AdmissionTimeoutException(String message) {
        super(message);
    }
}
