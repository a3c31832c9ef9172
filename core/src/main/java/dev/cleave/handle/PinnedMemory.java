package dev.cleave.handle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * All memory, by address: for whoever has something pinned, which keeps its memory there, and looks
 * at its bounds. There is no lifetime to be looked at on each access.
 */
public final class PinnedMemory {
    /** Every byte: its offset is its address. Nothing but what is pinned is accessed through it. */
    public static final MemorySegment ALL = everything();

    private PinnedMemory() {}

    @SuppressWarnings("restricted") // only the bytes of what is pinned are accessed through it
    private static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /** What is pinned at an address, until its arena is closed: which is before it is unpinned. */
    @SuppressWarnings("restricted") // it is pinned, and the arena ends the segment before that ends
    public static MemorySegment segment(long address, long byteSize, Arena lifetime) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize, lifetime, null);
    }
}
