package dev.cleave.verify.soak;

import java.util.SplittableRandom;

/** What one thread does with one layer. Its blocks are its own; the layer is everybody's. */
interface Actor {
    /** How figures call it. */
    String name();

    /** One operation, which may fail. */
    void step(SplittableRandom random) throws Exception;

    /** Whether its layer refuses so what it cannot do, beside what every layer may be refused. */
    default boolean refuses(Throwable thrown) {
        return false;
    }

    /**
     * Compares all that it holds with its stamps; nobody else runs, and nothing fails on purpose.
     */
    void verify() throws Exception;

    /** Frees all that it holds; nothing fails on purpose. */
    void freeAll() throws Exception;
}
