package dev.cleave.far;

/** A value that is not what was written under its key. */
final class MalformedParcelException extends Exception {
    private static final long serialVersionUID = 1;

    /** What is wrong, as the end of a sentence that begins with the value's key. */
    MalformedParcelException(String what) {
        super(what);
    }
}
