package dev.cleave.contiguity;

import dev.cleave.memory.OperatingSystemException;
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

    private boolean keptFromChildren;

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

    /**
     * Keeps the block out of the processes that this one forks, until its last such pin is closed
     * ({@code MADV_DONTFORK}): for memory that a device writes to. After a fork without this, the
     * first store to private memory goes to a copy, and the device to what the child has. Twice is
     * as once. Cost: a call of the system now and at the end, and up to two mappings of the
     * process.
     *
     * @throws IllegalStateException where the pin is closed
     * @throws UnsupportedOperationException where the port to the system has no say in this, or the
     *     pool's units are smaller than a page, in which other blocks may lie too
     * @throws OperatingSystemException where the system refuses; nothing is changed
     */
    public synchronized void keepFromChildren() {
        requireOpen();
        if (!keptFromChildren) {
            pins.unforked().add(memory.address(), memory.byteSize());
            keptFromChildren = true;
        }
    }

    long handle() {
        return handle;
    }

    /**
     * Ends the segment, then lets the block move again.
     *
     * @throws IllegalStateException where the pin is closed already, or where a foreign call uses
     *     the segment: then it stays open
     * @throws OperatingSystemException where the block was {@linkplain #keepFromChildren() kept}
     *     from child processes and the system refuses to end that: the pin stays open, close it
     *     again
     */
    @Override
    public synchronized void close() {
        requireOpen();
        if (keptFromChildren) {
            pins.unforked().remove(memory.address(), memory.byteSize());
            keptFromChildren = false;
        }
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
