package dev.cleave.cache;

import java.lang.foreign.MemorySegment;

/** Segments, whole. */
final class SegmentCodec extends ReadyCodec<MemorySegment> {
    static final SegmentCodec SEGMENTS = new SegmentCodec();

    private SegmentCodec() {}

    @Override
    public long byteSize(MemorySegment value) {
        return value.byteSize();
    }

    @Override
    void write(MemorySegment value, MemorySegment target, long offset, long byteSize) {
        MemorySegment.copy(value, 0, target, offset, byteSize);
    }

    @Override
    MemorySegment read(MemorySegment source, long offset, long byteSize) {
        return MemorySegment.ofArray(copy(source, offset, byteSize));
    }
}
