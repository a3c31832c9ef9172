package dev.cleave.lab.experiment.footprint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Writes to each page of a block, so that all of it is real memory. */
public final class WrittenPages {
    private static final int PAGE_BYTES = 4096;
    private static final MemorySegment ALL_MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private WrittenPages() {}

    /** Writes a byte to each page of a live block, and to its last byte. */
    public static void write(long address, long byteSize, byte value) {
        for (long at = 0; at < byteSize; at += PAGE_BYTES) {
            ALL_MEMORY.set(JAVA_BYTE, address + at, value);
        }
        ALL_MEMORY.set(JAVA_BYTE, address + byteSize - 1, value);
    }
}
