package dev.cleave.buddy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * An order map in a segment: for off-heap and mapped metadata, and for spaces that have more units
 * than a Java array has elements.
 *
 * <p>Segments have no compare-and-set of a byte, so a code swings inside the {@code int} around it;
 * a neighbour that changes meanwhile costs one more turn and nothing else.
 */
final class SegmentOrderMap extends OrderMap {
    private static final VarHandle FOUR_CODES = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle CODE = ValueLayout.JAVA_BYTE.varHandle();
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final MemorySegment codes;

    private SegmentOrderMap(MemorySegment codes, long units) {
        super(units);
        this.codes = codes;
    }

    /**
     * The codes of so many units in a segment that is zeroed, aligned to 4, and has
     * {@link OrderMap#segmentBytes} bytes.
     */
    static OrderMap in(MemorySegment codes, long units) {
        return new SegmentOrderMap(codes, units);
    }

    @Override
    byte getAcquire(long unit) {
        return (byte) CODE.getAcquire(codes, unit);
    }

    @Override
    void set(long unit, byte code) {
        CODE.set(codes, unit, code);
    }

    @Override
    void setRelease(long unit, byte code) {
        CODE.setRelease(codes, unit, code);
    }

    @Override
    boolean compareAndSet(long unit, byte expected, byte code) {
        long four = unit & ~3L;
        int place = (int) (unit & 3);
        int shift = 8 * (LITTLE_ENDIAN ? place : 3 - place);
        int mask = 0xFF << shift;
        while (true) {
            int seen = (int) FOUR_CODES.getVolatile(codes, four);
            if ((byte) (seen >>> shift) != expected) {
                return false;
            }
            if (FOUR_CODES.compareAndSet(codes, four, seen, (seen & ~mask) | (code & 0xFF) << shift)) {
                return true;
            }
        }
    }

    @Override
    long byteSize() {
        return codes.byteSize();
    }
}
