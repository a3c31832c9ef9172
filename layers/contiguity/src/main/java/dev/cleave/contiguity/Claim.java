package dev.cleave.contiguity;

import java.lang.foreign.MemorySegment;

/**
 * A part of a reservation that its holder has for itself, in one piece, until it is closed. Any
 * thread may use it and close it. What is in it is not zeroed.
 *
 * <p>Cost of closing: as that of a {@link LongPin}, if {@link #segment()} was called.
 */
public final class Claim implements AutoCloseable {
    private final Reservation reservation;
    private final LentRange.Part part;
    private final SharedSegment memory;

    /** Guarded by the monitor, as the memory is. */
    private boolean closed;

    Claim(Reservation reservation, LentRange.Part part, long address, long byteSize) {
        this.reservation = reservation;
        this.part = part;
        this.memory = new SharedSegment(address, byteSize);
    }

    /**
     * The memory. Its lifetime ends with the claim.
     *
     * @throws IllegalStateException where the claim is closed
     */
    public synchronized MemorySegment segment() {
        requireOpen();
        return memory.get();
    }

    /**
     * Where it begins.
     *
     * @throws IllegalStateException where the claim is closed
     */
    public synchronized long address() {
        requireOpen();
        return memory.address();
    }

    /** Bytes of it: whole units. */
    public long byteSize() {
        return memory.byteSize();
    }

    /**
     * Ends the segment, and lends the part again.
     *
     * @throws IllegalStateException where the claim is closed already, or where a foreign call uses
     *     the segment: then it stays open
     */
    @Override
    public synchronized void close() {
        requireOpen();
        memory.end();
        closed = true;
        reservation.end(part);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "the claim is closed: claim the memory again to use it, and close a claim once");
        }
    }
}
