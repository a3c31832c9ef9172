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
    private final long byteSize;
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

    /** The segment: the same one each time. */
    @SuppressWarnings("restricted") // the memory is the holder's alone until the segment has ended
    MemorySegment get() {
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
     * Ends the segment, if it was asked for.
     *
     * @throws IllegalStateException where a foreign call uses it: then it has not ended
     */
    void end() {
        if (lifetime != null) {
            lifetime.close();
        }
    }
}
