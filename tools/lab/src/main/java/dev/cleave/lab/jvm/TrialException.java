package dev.cleave.lab.jvm;

/** A trial that could not be measured: its message says why. */
public class TrialException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** A failure with what led to it. */
    public TrialException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A failure. */
    public TrialException(String message) {
        super(message);
    }

    /**
     * The failure of a thread that was interrupted while it waited; the thread stays interrupted.
     */
    public static TrialException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new TrialException("interrupted", cause);
    }

    /**
     * Why a trial failed, on one line: the innermost cause, with its kind unless it is one of
     * these.
     */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String kind = cause instanceof TrialException ? "" : cause.getClass().getSimpleName() + ": ";
        return (kind + cause.getMessage()).replaceAll("\\s+", " ");
    }
}
