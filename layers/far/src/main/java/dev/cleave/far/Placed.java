package dev.cleave.far;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * An object's entry: how long it is, and which write each of its pieces was last written by.
 *
 * <p>Whoever reads or writes a place keeps others away meanwhile; what one thread has written, the
 * next sees.
 */
final class Placed {
    /** The generation of a piece that was never written. */
    static final long NEVER = 0;

    private final long byteSize;
    private final int pieceBytes;
    private final AtomicLongArray generations;
    private volatile @Nullable Address home;

    /** An object of which nothing was written yet, cut into pieces of so many bytes. */
    Placed(long byteSize, int pieceBytes) {
        this.byteSize = byteSize;
        this.pieceBytes = pieceBytes;
        this.generations = new AtomicLongArray(Math.toIntExact((byteSize + pieceBytes - 1) / pieceBytes));
    }

    long byteSize() {
        return byteSize;
    }

    int pieces() {
        return generations.length();
    }

    /** Where a piece begins. */
    long start(int piece) {
        return (long) piece * pieceBytes;
    }

    /** Bytes of a piece; the last may be shorter. */
    int length(int piece) {
        return (int) Math.min(pieceBytes, byteSize - start(piece));
    }

    /** The piece that has an offset. */
    int pieceAt(long offset) {
        return (int) (offset / pieceBytes);
    }

    /** The write that a piece was last written by, or {@link #NEVER}. */
    long generation(int piece) {
        return generations.getAcquire(piece);
    }

    /**
     * Says that a write has arrived.
     *
     * @return the write before, whose value is needed no longer, or {@link #NEVER}
     */
    long written(int piece, long generation) {
        return generations.getAndSet(piece, generation);
    }

    /** Where its next pieces should go, beside the others; null before the first. */
    @Nullable
    Address home() {
        return home;
    }

    /** Lets its next pieces go to a server. */
    void settle(Address server) {
        home = server;
    }
}
