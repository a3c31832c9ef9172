package dev.cleave.lab.attach;

import java.io.IOException;
import java.util.Optional;

/** A JVM that is being watched. One thread uses it. */
public interface Watch extends AutoCloseable {
    /** Whether the other JVM has ended or closed its socket, or the observer has thrown. */
    boolean isOver();

    /** What the observer threw, or what was told that cannot be understood; empty where nothing was. */
    Optional<IOException> failure();

    /**
     * Hands over what was told so far, and ends the watch; the observer is told nothing afterwards.
     *
     * @throws IOException what the observer threw, if it did
     */
    void stop() throws IOException;

    /** Ends the watch, if that was not done. */
    @Override
    void close();
}
