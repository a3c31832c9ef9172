package dev.cleave.tiers.durable;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers in the file: little-endian, wherever they lie; and what a checksum of a few is made of. */
final class Words {
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The two multipliers of MurmurHash3's finaliser (Appleby, 2011). */
    private static final long FIRST = 0xff51afd7ed558ccdL;
    private static final long SECOND = 0xc4ceb9fe1a85ec53L;
    private static final int SHIFT = 33;

    private Words() {}

    /** A number of which each bit depends on every bit of both; in turn for more. */
    static long mix(long before, long word) {
        long mixed = before * SECOND + word;
        mixed = (mixed ^ mixed >>> SHIFT) * FIRST;
        mixed = (mixed ^ mixed >>> SHIFT) * SECOND;
        return mixed ^ mixed >>> SHIFT;
    }
}
