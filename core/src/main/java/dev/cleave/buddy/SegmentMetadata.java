package dev.cleave.buddy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Metadata in one segment: words first, then codes. For off-heap and mapped metadata, and for spaces whose order map is
 * longer than a Java array.
 *
 * <p>Segments have no compare-and-set of a byte, so a code swings inside the {@code int} around it; a neighbour that
 * changes meanwhile costs one more turn and nothing else.
 */
final class SegmentMetadata extends Metadata {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle FOUR_CODES = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle CODE = ValueLayout.JAVA_BYTE.varHandle();
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final MemorySegment segment;
    private final long codes;

    SegmentMetadata(MemorySegment segment, int words) {
        this.segment = segment;
        this.codes = 8L * words;
    }

    /** Bytes that a segment must have for so many words and codes; codes are rounded up to a whole {@code int}. */
    static long byteSize(int words, long codes) {
        return 8L * words + ((codes + 3) & ~3L);
    }

    @Override
    long get(int word) {
        return (long) WORD.getVolatile(segment, 8L * word);
    }

    @Override
    long getAcquire(int word) {
        return (long) WORD.getAcquire(segment, 8L * word);
    }

    @Override
    void set(int word, long value) {
        WORD.setVolatile(segment, 8L * word, value);
    }

    @Override
    void setRelease(int word, long value) {
        WORD.setRelease(segment, 8L * word, value);
    }

    @Override
    boolean compareAndSet(int word, long expected, long value) {
        return WORD.compareAndSet(segment, 8L * word, expected, value);
    }

    @Override
    long getAndAdd(int word, long delta) {
        return (long) WORD.getAndAdd(segment, 8L * word, delta);
    }

    @Override
    byte codeAcquire(long unit) {
        return (byte) CODE.getAcquire(segment, codes + unit);
    }

    @Override
    void setCode(long unit, byte code) {
        CODE.set(segment, codes + unit, code);
    }

    @Override
    void setCodeRelease(long unit, byte code) {
        CODE.setRelease(segment, codes + unit, code);
    }

    @Override
    boolean compareAndSetCode(long unit, byte expected, byte code) {
        long four = codes + (unit & ~3L);
        int place = (int) (unit & 3);
        int shift = 8 * (LITTLE_ENDIAN ? place : 3 - place);
        int mask = 0xFF << shift;
        while (true) {
            int seen = (int) FOUR_CODES.getVolatile(segment, four);
            if ((byte) (seen >>> shift) != expected) {
                return false;
            }
            if (FOUR_CODES.compareAndSet(segment, four, seen, (seen & ~mask) | (code & 0xFF) << shift)) {
                return true;
            }
        }
    }

    @Override
    long byteSize() {
        return segment.byteSize();
    }
}
