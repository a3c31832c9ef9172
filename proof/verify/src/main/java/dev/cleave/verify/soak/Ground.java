package dev.cleave.verify.soak;

import java.util.List;

/** A layer that has memory of its own beside the pool of the {@link World}. */
interface Ground {
    /** What was drawn for it from the seed. */
    String options();

    /** What one thread does there. */
    List<Actor> actors(long owner);

    /** All threads stand still, and all actors have verified what they hold. */
    void verify() throws Exception;

    /** After all actors have freed what they held: throws where something is left. */
    void close() throws Exception;
}
