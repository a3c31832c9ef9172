package dev.cleave.memory;

/** Fills the Java heap, and gives up parts of it: for programs in a {@link ChildJvm}. */
final class FullJavaHeap {
    /** What holds the heap: each piece refers to the one before. */
    private Object[] pieces;

    /** Leaves no room for the smallest object, in so far as other threads leave the heap alone. */
    void fill() {
        for (int length = 1 << 16; length >= 1; length >>>= 1) {
            fill(length);
        }
    }

    private void fill(int length) {
        try {
            while (true) {
                Object[] piece = new Object[length];
                piece[0] = pieces;
                pieces = piece;
            }
        } catch (OutOfMemoryError full) {
            // That is what was wanted.
        }
    }

    /** Gives up all. */
    void release() {
        pieces = null;
    }
}
