package dev.cleave.cache;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Buffers, from position to limit. */
final class BufferCodec extends ReadyCodec<ByteBuffer> {
    static final BufferCodec BUFFERS = new BufferCodec();

    private BufferCodec() {}

    @Override
    public long byteSize(ByteBuffer value) {
        return value.remaining();
    }

    @Override
    void write(ByteBuffer value, MemorySegment target, long offset, long byteSize) {
        MemorySegment.copy(MemorySegment.ofBuffer(value), 0, target, offset, byteSize);
    }

    @Override
    ByteBuffer read(MemorySegment source, long offset, long byteSize) {
        return ByteBuffer.wrap(copy(source, offset, byteSize));
    }
}
