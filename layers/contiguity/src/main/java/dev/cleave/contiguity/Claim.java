package dev.cleave.contiguity;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A part of a reservation that its holder has for itself, in one piece, until it is closed. Any
 * thread may use it and close it. What is in it is not zeroed.
 *
 * <p>Cost of closing: as that of a {@link LongPin}, if {@link #segment()} was called.
 */
public final class Claim implements AutoCloseable {
    private final Reservation reservation;
    private final LentRange.Part part;
    private final long address;
    private final long byteSize;

    /** This, and what follows, are guarded by the monitor. */
    private boolean closed;

    private @Nullable Arena lifetime;
    private @Nullable MemorySegment segment;

    Claim(Reservation reservation, LentRange.Part part, long address, long byteSize) {
        this.reservation = reservation;
        this.part = part;
        this.address = address;
        this.byteSize = byteSize;
    }

    /**
     * The memory. Its lifetime ends with the claim.
     *
     * @throws IllegalStateException where the claim is closed
     */
    @SuppressWarnings("restricted") // the part is the claim's alone until the segment has ended
    public synchronized MemorySegment segment() {
        requireOpen();
        MemorySegment present = segment;
        if (present == null) {
            Arena arena = Arena.ofShared();
            lifetime = arena;
            present = MemorySegment.ofAddress(address).reinterpret(byteSize, arena, null);
            segment = present;
        }
        return present;
    }

    /**
     * Where it begins.
     *
     * @throws IllegalStateException where the claim is closed
     */
    public synchronized long address() {
        requireOpen();
        return address;
    }

    /** Bytes of it: whole units. */
    public long byteSize() {
        return byteSize;
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
        if (lifetime != null) {
            lifetime.close();
        }
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
