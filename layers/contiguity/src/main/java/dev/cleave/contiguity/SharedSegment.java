package dev.cleave.contiguity;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Memory of somebody who may lose it, as a segment for any thread: it is opened when it is first
 * asked for, and ended before the memory goes. Whoever holds it guards it by a lock.
 */
final class SharedSegment {
    private final long address;
    private long byteSize;
    private @Nullable Arena lifetime;
    private @Nullable MemorySegment segment;

    SharedSegment(long address, long byteSize) {
        this.address = address;
        this.byteSize = byteSize;
    }

    long address() {
        return address;
    }

    long byteSize() {
        return byteSize;
    }

    /**
     * There are so many bytes now. Segments of fewer live on; of more, the holder has ended them.
     */
    void resize(long newByteSize) {
        byteSize = newByteSize;
    }

    /** The segment of all bytes: the same one until there are more or fewer, or it has ended. */
    @SuppressWarnings("restricted") // the memory is the holder's alone until the segment has ended
    MemorySegment get() {
        MemorySegment present = segment;
        if (present == null || present.byteSize() != byteSize) {
            Arena arena = lifetime == null ? Arena.ofShared() : lifetime;
            lifetime = arena;
            present = MemorySegment.ofAddress(address).reinterpret(byteSize, arena, null);
            segment = present;
        }
        return present;
    }

    /**
     * Ends all segments that were asked for.
     *
     * @throws IllegalStateException where a foreign call uses one: then none has ended
     */
    void end() {
        if (lifetime != null) {
            lifetime.close();
            lifetime = null;
            segment = null;
        }
    }
}
