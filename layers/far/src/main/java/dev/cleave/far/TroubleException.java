package dev.cleave.far;

/** Trouble that ends what was being done. */
final class TroubleException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Trouble trouble;

    TroubleException(Trouble trouble) {
        super(trouble.what());
        this.trouble = trouble;
    }

    Trouble trouble() {
        return trouble;
    }
}
