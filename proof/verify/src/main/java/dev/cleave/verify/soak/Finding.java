package dev.cleave.verify.soak;

/** Something that must not be. */
final class Finding extends RuntimeException {
    private static final long serialVersionUID = 1;

    Finding(String what) {
        super(what);
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Finding(otherwise);
        }
    }
}
