package dev.cleave.arena;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Fills raw memory with zeroes by copying from a small zeroed segment that stays in the first-level cache: measured at a
 * third of the time of {@link MemorySegment#fill} for 1 KiB on JDK 25, as the JDK copies with wider stores than it fills.
 */
final class Zeroes {
    private static final int CHUNK = 4096;
    private static final long COPIED_AT_MOST = 256 << 10;
    private static final MemorySegment ZEROES = Arena.global().allocate(CHUNK, CHUNK);
    private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Zeroes() {}

    /** Nobody else may use the range meanwhile. */
    static void fill(long address, long byteSize) {
        if (byteSize <= CHUNK) {
            MemorySegment.copy(ZEROES, 0, EVERYTHING, address, byteSize);
        } else if (byteSize <= COPIED_AT_MOST) {
            fillByChunks(address, byteSize);
        } else {
            EVERYTHING.asSlice(address, byteSize).fill((byte) 0);
        }
    }

    private static void fillByChunks(long address, long byteSize) {
        for (long at = 0; at < byteSize; at += CHUNK) {
            MemorySegment.copy(ZEROES, 0, EVERYTHING, address + at, Math.min(CHUNK, byteSize - at));
        }
    }
}
