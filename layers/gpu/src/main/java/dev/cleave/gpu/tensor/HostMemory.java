package dev.cleave.gpu.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Bytes of the machine's own memory.
 *
 * @param segment them, from the Java heap or from outside
 */
public record HostMemory(MemorySegment segment) implements TensorMemory {
    /** Bytes of a cache line, and of the longest vector. */
    private static final long ALIGNMENT = 64;

    /** New bytes for a dense tensor, zeroed, aligned for vectors, as long as the arena lives. */
    public static HostMemory of(Arena arena, ElementType type, Shape shape) {
        long bytes = Math.multiplyExact(shape.elements(), (long) type.bytes());
        return new HostMemory(arena.allocate(bytes, ALIGNMENT));
    }

    @Override
    public long byteSize() {
        return segment.byteSize();
    }
}
