package dev.cleave.verify.fault;

/**
 * One public operation, and what must hold after it failed. Opened anew for each step that fails;
 * one thread uses it.
 */
public interface Trial extends AutoCloseable {
    /** The operation whose steps fail. After a failure it is tried again, and must succeed. */
    void attempt() throws Exception;

    /** Gives back what a successful attempt got: as before, another attempt may follow. */
    void undo() throws Exception;

    /** Throws where something is unsound, or held that nobody was given. */
    void verify() throws Exception;

    /** Ends all; throws where something leaked. */
    @Override
    void close() throws Exception;

    /** What opens a trial. */
    interface Opening {
        /** A new trial, over memory of its own. */
        Trial open() throws Exception;
    }
}
