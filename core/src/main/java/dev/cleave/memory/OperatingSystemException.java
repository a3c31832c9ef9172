package dev.cleave.memory;

/**
 * A call that the operating system refused: which one, for what, with which error, and what to do
 * about it.
 */
public sealed class OperatingSystemException extends RuntimeException permits DiskFullException {
    private static final long serialVersionUID = 1;

    private final int errorNumber;

    /**
     * A refusal in the words of this package.
     *
     * @param call the function's name
     * @param asked what it was to do, after the word "to"
     * @param errorNumber what the system answered (errno)
     * @param advice what whoever reads this can do
     */
    public OperatingSystemException(String call, String asked, int errorNumber, String advice) {
        super(call + " failed with " + Errno.name(errorNumber) + " (" + errorNumber + ", " + Errno.meaning(errorNumber)
                + ") when asked to " + asked + "; " + advice);
        this.errorNumber = errorNumber;
    }

    /** The system's error number (errno). */
    public int errorNumber() {
        return errorNumber;
    }
}
