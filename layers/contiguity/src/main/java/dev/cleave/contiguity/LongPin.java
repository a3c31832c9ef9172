package dev.cleave.contiguity;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;

/**
 * A long pin: a block that stays where it is for as long as somebody likes, for a device, a foreign
 * library, another process. Any thread may use it and close it. Before a block is pinned for long
 * it moves to where other such blocks are, so that it stands in nobody's way.
 *
 * <p>Reports name long pins, with the time that each has been held and, where {@linkplain
 * MovableBlocksBuilder#samplePins sampled}, the place that took it.
 *
 * <p>Cost: a move of the block at most; and when the pin is closed, if {@link #segment()} was
 * called, the handshake of a shared arena of the JDK with every thread: 50 µs and more.
 */
public final class LongPin implements AutoCloseable {
    private final LongPins pins;
    private final long handle;
    private final SharedSegment memory;
    private final String site;
    private final long since = System.nanoTime();

    /** Guarded by the pin's monitor, as the memory is. */
    private boolean closed;

    /** Of a block that the caller has pinned in the table; an empty site where none was sampled. */
    LongPin(LongPins pins, long handle, long address, long byteSize, String site) {
        this.pins = pins;
        this.handle = handle;
        this.memory = new SharedSegment(address, byteSize);
        this.site = site;
    }

    /**
     * The block's memory, for any thread: as {@link Pin#segment()}.
     *
     * @throws IllegalStateException where the pin is closed
     */
    public synchronized MemorySegment segment() {
        requireOpen();
        return memory.get();
    }

    /**
     * Where the block begins while it is pinned: as {@link Pin#address()}.
     *
     * @throws IllegalStateException where the pin is closed
     */
    public synchronized long address() {
        requireOpen();
        return memory.address();
    }

    /** Bytes that were asked for. */
    public long byteSize() {
        return memory.byteSize();
    }

    /** How long it has been held. */
    public Duration held() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** The place that took it; empty where it was not sampled. */
    public Optional<String> site() {
        return site.isEmpty() ? Optional.empty() : Optional.of(site);
    }

    long handle() {
        return handle;
    }

    /**
     * Ends the segment, then lets the block move again.
     *
     * @throws IllegalStateException where the pin is closed already, or where a foreign call uses
     *     the segment: then it stays open
     */
    @Override
    public synchronized void close() {
        requireOpen();
        memory.end();
        pins.end(this);
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw Refusals.ofClosedPin();
        }
    }
}
