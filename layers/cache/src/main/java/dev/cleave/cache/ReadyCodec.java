package dev.cleave.cache;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A codec of this library's own: it works at an offset, so that no segment is made, and it does
 * what it says, so that nobody looks at its fingers.
 */
abstract class ReadyCodec<T> implements Codec<T> {
    /**
     * Whether {@link #read} comes to an end, and makes nothing larger than what it reads, though
     * somebody else writes there meanwhile. What it answers then is thrown away.
     */
    boolean readsWhileWritten() {
        return true;
    }

    abstract void write(T value, MemorySegment target, long offset, long byteSize);

    abstract T read(MemorySegment source, long offset, long byteSize);

    /**
     * Whether a value's bytes are at hand, or so few that they are made at once: then it is written
     * by them, over another value where there is one.
     */
    boolean isWrittenByBytes(T value) {
        return false;
    }

    /** A value's bytes, that need not be a copy. */
    byte[] bytesOf(T value) {
        byte[] bytes = new byte[Math.toIntExact(byteSize(value))];
        write(value, MemorySegment.ofArray(bytes), 0, bytes.length);
        return bytes;
    }

    @Override
    public final long encode(T value, MemorySegment target) {
        long byteSize = byteSize(value);
        write(value, target, 0, byteSize);
        return byteSize;
    }

    @Override
    public final T decode(MemorySegment source) {
        return read(source, 0, source.byteSize());
    }

    static byte[] copy(MemorySegment source, long offset, long byteSize) {
        byte[] bytes = new byte[(int) byteSize];
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, bytes, 0, bytes.length);
        return bytes;
    }

    static void paste(byte[] bytes, MemorySegment target, long offset) {
        MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, offset, bytes.length);
    }
}
