package dev.cleave.memory;

import org.jspecify.annotations.Nullable;

/** Fills the Java heap, and gives up parts of it: for programs in a {@link ChildJvm}. */
public final class FullJavaHeap {
    private static final int LONGEST_PIECE = 1 << 16;
    private static final int LENGTH_STEP_SHIFT = 4;
    private static final int HEADER_BYTES = 16;
    private static final int REFERENCE_BYTES = 4;

    private final int longestPiece;
    private final int shortestPiece;

    /** What holds the heap: each piece refers to the one before. */
    private Object @Nullable [] pieces;

    private FullJavaHeap(int longestPiece, int shortestPiece) {
        this.longestPiece = longestPiece;
        this.shortestPiece = shortestPiece;
    }

    /**
     * Fills it with long pieces first and ever shorter ones then: fast, and to the last 24 bytes.
     */
    public static FullJavaHeap toTheLastBytes() {
        return new FullJavaHeap(LONGEST_PIECE, 1);
    }

    /** Fills it with pieces of so many references, so that it can be given up in steps as small. */
    public static FullJavaHeap inPiecesOf(int references) {
        return new FullJavaHeap(references, references);
    }

    /**
     * Leaves no room for the smallest piece, in so far as other threads leave the heap alone. What
     * was given up since the last time is filled again.
     */
    public void fill() {
        for (int length = longestPiece; length >= shortestPiece; length >>>= LENGTH_STEP_SHIFT) {
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

    /**
     * Gives up at least so many bytes, by what the last pieces take on a small heap, or all there
     * is.
     */
    public void release(long byteSize) {
        long released = 0;
        Object[] last = pieces;
        while (last != null && released < byteSize) {
            released += HEADER_BYTES + (long) REFERENCE_BYTES * last.length;
            last = (Object[]) last[0];
        }
        pieces = last;
    }

    /** Gives up all. */
    public void release() {
        pieces = null;
    }
}
