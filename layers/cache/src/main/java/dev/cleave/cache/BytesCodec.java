package dev.cleave.cache;

import java.lang.foreign.MemorySegment;

/** Arrays of bytes, as they are. */
final class BytesCodec extends ReadyCodec<byte[]> {
    static final BytesCodec BYTES = new BytesCodec();

    private BytesCodec() {}

    @Override
    public long byteSize(byte[] value) {
        return value.length;
    }

    @Override
    boolean isWrittenByBytes(byte[] value) {
        return true;
    }

    @Override
    byte[] bytesOf(byte[] value) {
        return value;
    }

    @Override
    void write(byte[] value, MemorySegment target, long offset, long byteSize) {
        paste(value, target, offset);
    }

    @Override
    byte[] read(MemorySegment source, long offset, long byteSize) {
        return copy(source, offset, byteSize);
    }
}
