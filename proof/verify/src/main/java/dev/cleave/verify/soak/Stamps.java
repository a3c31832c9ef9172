package dev.cleave.verify.soak;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes that tell whose they are. */
final class Stamps {
    private static final int MIX_SHIFT = 7;

    private Stamps() {}

    static void fill(MemorySegment memory, long stamp) {
        for (long at = 0; at < memory.byteSize(); at++) {
            memory.set(ValueLayout.JAVA_BYTE, at, byteAt(stamp, at));
        }
    }

    static boolean isFilled(MemorySegment memory, long stamp) {
        for (long at = 0; at < memory.byteSize(); at++) {
            if (memory.get(ValueLayout.JAVA_BYTE, at) != byteAt(stamp, at)) {
                return false;
            }
        }
        return true;
    }

    private static byte byteAt(long stamp, long at) {
        return (byte) ((stamp >>> (at & MIX_SHIFT) * Byte.SIZE) + at);
    }
}
