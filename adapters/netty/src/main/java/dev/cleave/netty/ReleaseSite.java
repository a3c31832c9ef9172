package dev.cleave.netty;

/**
 * Where the last reference to a buffer was released: not thrown, but attached to what a later
 * release throws.
 */
final class ReleaseSite extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReleaseSite() {
        super("the last reference was released here, by thread " + Thread.currentThread().getName());
    }
}
