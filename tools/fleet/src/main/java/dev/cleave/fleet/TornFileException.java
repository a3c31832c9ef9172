package dev.cleave.fleet;

/** Says what is wrong with a file, in words that follow its name. */
final class TornFileException extends Exception {
    private static final long serialVersionUID = 1L;

    TornFileException(String problem) {
        super(problem);
    }
}
