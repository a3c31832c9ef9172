package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/** Commits pages by writing to them without changing what they hold: the fall-back where no call does it. */
final class PageToucher {
    private static final VarHandle BYTE = JAVA_BYTE.varHandle();
    private static final long STRIDE = 4096;

    private PageToucher() {}

    /** Adds nothing to a byte of each page, by a plain read and write: nobody else may use the range meanwhile. */
    static void touch(Mapping mapping, long offset, long byteSize) {
        MemorySegment bytes = mapping.segment().isPresent()
                ? mapping.segment().get().asSlice(offset, byteSize)
                : MemorySegment.ofAddress(mapping.address() + offset).reinterpret(byteSize);
        for (long at = 0; at < byteSize; at += STRIDE) {
            BYTE.setVolatile(bytes, at, (byte) BYTE.getVolatile(bytes, at));
        }
    }
}
