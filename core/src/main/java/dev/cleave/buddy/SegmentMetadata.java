package dev.cleave.buddy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Words in a segment: for off-heap and mapped metadata, and for spaces with an order map in one.
 */
final class SegmentMetadata extends Metadata {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment segment;

    private SegmentMetadata(MemorySegment segment) {
        this.segment = segment;
    }

    /** Words in a segment that is zeroed and aligned to 8. */
    static Metadata in(MemorySegment segment) {
        return new SegmentMetadata(segment);
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
    long byteSize() {
        return segment.byteSize();
    }
}
