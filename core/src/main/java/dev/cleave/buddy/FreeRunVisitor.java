package dev.cleave.buddy;

/** Is told of runs of adjacent free units. */
@FunctionalInterface
public interface FreeRunVisitor {
    /** So many units from an offset on are free, and those next to them are not. */
    void run(long offset, long length);
}
