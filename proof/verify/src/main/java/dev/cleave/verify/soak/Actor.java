package dev.cleave.verify.soak;

import java.util.SplittableRandom;

/** What one thread does with one layer. Its blocks are its own; the layer is everybody's. */
interface Actor {
    /** How figures call it. */
    String name();

    /** One operation, which may fail. */
    void step(SplittableRandom random) throws Exception;

    /**
     * Compares all that it holds with its stamps; nobody else runs, and nothing fails on purpose.
     */
    void verify() throws Exception;

    /** Frees all that it holds; nothing fails on purpose. */
    void freeAll() throws Exception;
}
