package dev.cleave.contiguity;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of a pool by address. They stay mapped while the pool is open, so an access never
 * faults, be the block that was there gone or moved; behind the pool's end it throws {@link
 * IllegalStateException}.
 */
record PoolMemory(MemorySegment bytes, long base) {
    static PoolMemory of(Pool pool) {
        return new PoolMemory(pool.memory(), pool.baseAddress());
    }

    /** Where an address lies in {@link #bytes}. */
    long offset(long address) {
        return address - base;
    }

    /** What is at an address, to be read alone. Nothing ends it but the pool. */
    MemorySegment readOnly(long address, long byteSize) {
        return bytes.asSlice(offset(address), byteSize).asReadOnly();
    }

    /** Copies between addresses of the pool. */
    void copy(long from, long to, long byteSize) {
        MemorySegment.copy(bytes, offset(from), bytes, offset(to), byteSize);
    }
}
