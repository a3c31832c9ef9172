package dev.cleave.guard.enclave;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Untrusted memory: a place for each page, by its number. Whatever is read from here may have been
 * written by anybody, and may change while it is read: so it is copied into trusted memory before
 * anything looks at it.
 */
final class OutsidePages {
    private final MemorySegment memory;

    OutsidePages(MemorySegment memory) {
        this.memory = memory;
    }

    /** Copies a sealed page out. */
    void write(long page, byte[] sealed) {
        MemorySegment.copy(sealed, 0, memory, ValueLayout.JAVA_BYTE, page * PageSeal.SEALED_BYTES,
                PageSeal.SEALED_BYTES);
    }

    /**
     * Copies a sealed page in.
     *
     * @throws IllegalStateException where the memory is there no more
     */
    void read(long page, byte[] sealed) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, page * PageSeal.SEALED_BYTES, sealed, 0,
                PageSeal.SEALED_BYTES);
    }
}
