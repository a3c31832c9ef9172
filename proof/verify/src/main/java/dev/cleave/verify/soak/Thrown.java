package dev.cleave.verify.soak;

/** What a callback throws on purpose. */
final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;
}
