package dev.cleave.cli.observe;

import java.io.IOException;

/** A way in which a program is observed. */
interface Observer extends AutoCloseable {
    /** What tables call it. */
    String label();

    /** The kind of the observed program's blocks: pool or heap. */
    String blocks();

    /** Begins to observe, and returns when that has taken effect. */
    void begin(ObservedJvm program) throws IOException, InterruptedException;

    /** Observes no more; what was begun in the program is over. */
    void end(ObservedJvm program) throws IOException, InterruptedException;

    /** Removes what it left on this machine. */
    @Override
    default void close() throws IOException {}

    /** Of so many blocks one was observed at last: 1 where all were. */
    default int oneIn() {
        return 1;
    }

    /** How many events were lost. */
    default long lost() {
        return 0;
    }
}
