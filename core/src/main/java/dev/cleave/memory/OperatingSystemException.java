package dev.cleave.memory;

/** A call that the operating system refused: which one, for what, with which error, and what to do about it. */
public final class OperatingSystemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int errorNumber;

    OperatingSystemException(String call, String asked, int errorNumber, String advice) {
        super(call + " failed with " + Errno.name(errorNumber) + " (" + errorNumber + ", " + Errno.meaning(errorNumber)
                + ") when asked to " + asked + "; " + advice);
        this.errorNumber = errorNumber;
    }

    /** The system's error number (errno). */
    public int errorNumber() {
        return errorNumber;
    }
}
