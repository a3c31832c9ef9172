package dev.cleave.netty;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A direct buffer in one block of a heap. It is read and written through the pool's own segment, so
 * a buffer that is used after the pool was closed throws, and Unsafe is not needed.
 */
final class CleaveByteBuf extends AbstractReferenceCountedByteBuf {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT_LE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT_LE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_LE =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Bytes that go through an array at a time where a stream has no other way. */
    private static final int STREAM_CHUNK = 8 << 10;

    private final CleaveByteBufAllocator allocator;
    private final MemorySegment memory;

    /** Where the block begins in the pool's memory. */
    private long offset;

    private int capacity;

    /** What {@link #internalNioBuffer} gives out: made when it is first asked for. */
    private @Nullable ByteBuffer internal;

    /** Where the last reference was released, if that is kept. */
    private @Nullable Throwable released;

    /** A buffer over a new block of the allocator's heap. */
    CleaveByteBuf(CleaveByteBufAllocator allocator, int capacity, int maxCapacity) {
        super(maxCapacity);
        this.allocator = allocator;
        this.capacity = capacity;
        memory = allocator.memory();
        offset = allocator.allocate(capacity);
    }

    // ----------------------------------------------------------------------------------------------------------- life

    @Override
    public int capacity() {
        return capacity;
    }

    /** In place where the block has room or the heap can lengthen it; else what is in it moves. */
    @Override
    public ByteBuf capacity(int newCapacity) {
        checkNewCapacity(newCapacity);
        if (newCapacity != capacity) {
            if (newCapacity < capacity) {
                trimIndicesToCapacity(newCapacity);
            }
            offset = allocator.reallocate(offset, newCapacity);
            capacity = newCapacity;
            internal = null;
        }
        return this;
    }

    @Override
    protected void deallocate() {
        internal = null;
        released = allocator.releaseSite();
        allocator.free(offset);
    }

    @Override
    public boolean release() {
        try {
            return super.release();
        } catch (IllegalReferenceCountException again) {
            throw withSite(again);
        }
    }

    @Override
    public boolean release(int decrement) {
        try {
            return super.release(decrement);
        } catch (IllegalReferenceCountException again) {
            throw withSite(again);
        }
    }

    private IllegalReferenceCountException withSite(IllegalReferenceCountException again) {
        Throwable site = released;
        if (site != null) {
            again.addSuppressed(site);
        }
        return again;
    }

    @Override
    public ByteBufAllocator alloc() {
        return allocator;
    }

    @Override
    public @Nullable ByteBuf unwrap() {
        return null;
    }

    // ------------------------------------------------------------------------------------------------------------ kind

    @Override
    @SuppressWarnings("deprecation") // every buffer has to answer it
    public ByteOrder order() {
        return ByteOrder.BIG_ENDIAN;
    }

    @Override
    public boolean isDirect() {
        return true;
    }

    @Override
    public boolean isContiguous() {
        return true;
    }

    @Override
    public boolean hasArray() {
        return false;
    }

    @Override
    public byte[] array() {
        throw new UnsupportedOperationException("a direct buffer has no array: look at hasArray() first");
    }

    @Override
    public int arrayOffset() {
        throw new UnsupportedOperationException("a direct buffer has no array: look at hasArray() first");
    }

    @Override
    public boolean hasMemoryAddress() {
        return true;
    }

    @Override
    public long memoryAddress() {
        ensureAccessible();
        return memory.address() + offset;
    }

    // ---------------------------------------------------------------------------------------------------------- values

    @Override
    protected byte _getByte(int index) {
        return memory.get(JAVA_BYTE, offset + index);
    }

    @Override
    protected short _getShort(int index) {
        return memory.get(SHORT, offset + index);
    }

    @Override
    protected short _getShortLE(int index) {
        return memory.get(SHORT_LE, offset + index);
    }

    @Override
    protected int _getUnsignedMedium(int index) {
        return (_getByte(index) & 0xff) << 16 | _getShort(index + 1) & 0xffff;
    }

    @Override
    protected int _getUnsignedMediumLE(int index) {
        return _getShortLE(index) & 0xffff | (_getByte(index + 2) & 0xff) << 16;
    }

    @Override
    protected int _getInt(int index) {
        return memory.get(INT, offset + index);
    }

    @Override
    protected int _getIntLE(int index) {
        return memory.get(INT_LE, offset + index);
    }

    @Override
    protected long _getLong(int index) {
        return memory.get(LONG, offset + index);
    }

    @Override
    protected long _getLongLE(int index) {
        return memory.get(LONG_LE, offset + index);
    }

    @Override
    protected void _setByte(int index, int value) {
        memory.set(JAVA_BYTE, offset + index, (byte) value);
    }

    @Override
    protected void _setShort(int index, int value) {
        memory.set(SHORT, offset + index, (short) value);
    }

    @Override
    protected void _setShortLE(int index, int value) {
        memory.set(SHORT_LE, offset + index, (short) value);
    }

    @Override
    protected void _setMedium(int index, int value) {
        _setByte(index, value >>> 16);
        _setShort(index + 1, value);
    }

    @Override
    protected void _setMediumLE(int index, int value) {
        _setShortLE(index, value);
        _setByte(index + 2, value >>> 16);
    }

    @Override
    protected void _setInt(int index, int value) {
        memory.set(INT, offset + index, value);
    }

    @Override
    protected void _setIntLE(int index, int value) {
        memory.set(INT_LE, offset + index, value);
    }

    @Override
    protected void _setLong(int index, long value) {
        memory.set(LONG, offset + index, value);
    }

    @Override
    protected void _setLongLE(int index, long value) {
        memory.set(LONG_LE, offset + index, value);
    }

    // ------------------------------------------------------------------------------------------------- bytes in memory

    @Override
    public ByteBuf getBytes(int index, ByteBuf target, int targetIndex, int length) {
        checkDstIndex(index, length, targetIndex, target.capacity());
        if (target.hasArray()) {
            return getBytes(index, target.array(), target.arrayOffset() + targetIndex, length);
        }
        if (target.nioBufferCount() > 0) {
            int at = index;
            for (ByteBuffer part : target.nioBuffers(targetIndex, length)) {
                int bytes = part.remaining();
                getBytes(at, part);
                at += bytes;
            }
            return this;
        }
        target.setBytes(targetIndex, this, index, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, byte[] target, int targetIndex, int length) {
        checkDstIndex(index, length, targetIndex, target.length);
        MemorySegment.copy(memory, JAVA_BYTE, offset + index, target, targetIndex, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuffer target) {
        int bytes = target.remaining();
        checkIndex(index, bytes);
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        MemorySegment.copy(memory, offset + index, MemorySegment.ofBuffer(target), 0, bytes);
        target.position(target.limit());
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuf source, int sourceIndex, int length) {
        checkSrcIndex(index, length, sourceIndex, source.capacity());
        if (source.hasArray()) {
            return setBytes(index, source.array(), source.arrayOffset() + sourceIndex, length);
        }
        if (source.nioBufferCount() > 0) {
            int at = index;
            for (ByteBuffer part : source.nioBuffers(sourceIndex, length)) {
                int bytes = part.remaining();
                setBytes(at, part);
                at += bytes;
            }
            return this;
        }
        source.getBytes(sourceIndex, this, index, length);
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, byte[] source, int sourceIndex, int length) {
        checkSrcIndex(index, length, sourceIndex, source.length);
        MemorySegment.copy(source, sourceIndex, memory, JAVA_BYTE, offset + index, length);
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuffer source) {
        int bytes = source.remaining();
        checkIndex(index, bytes);
        MemorySegment.copy(MemorySegment.ofBuffer(source), 0, memory, offset + index, bytes);
        source.position(source.limit());
        return this;
    }

    @Override
    public ByteBuf setZero(int index, int length) {
        if (length == 0) {
            return this;
        }
        checkIndex(index, length);
        memory.asSlice(offset + index, length).fill((byte) 0);
        return this;
    }

    @Override
    public ByteBuf copy(int index, int length) {
        checkIndex(index, length);
        ByteBuf copy = allocator.directBuffer(length, maxCapacity());
        boolean copied = false;
        try {
            copy.writeBytes(this, index, length);
            copied = true;
            return copy;
        } finally {
            if (!copied) {
                copy.release();
            }
        }
    }

    // -------------------------------------------------------------------------------------------- streams and channels

    @Override
    public ByteBuf getBytes(int index, OutputStream target, int length) throws IOException {
        ensureAccessible();
        if (length == 0) {
            return this;
        }
        checkIndex(index, length);
        byte[] chunk = new byte[Math.min(length, STREAM_CHUNK)];
        for (int done = 0; done < length; done += chunk.length) {
            int bytes = Math.min(chunk.length, length - done);
            MemorySegment.copy(memory, JAVA_BYTE, offset + index + done, chunk, 0, bytes);
            target.write(chunk, 0, bytes);
        }
        return this;
    }

    @Override
    public int getBytes(int index, GatheringByteChannel target, int length) throws IOException {
        return target.write(nioBuffer(index, length));
    }

    @Override
    public int getBytes(int index, FileChannel target, long position, int length) throws IOException {
        return target.write(nioBuffer(index, length), position);
    }

    @Override
    public int setBytes(int index, InputStream source, int length) throws IOException {
        checkIndex(index, length);
        byte[] chunk = new byte[Math.min(length, STREAM_CHUNK)];
        int bytes = source.read(chunk);
        if (bytes > 0) {
            MemorySegment.copy(chunk, 0, memory, JAVA_BYTE, offset + index, bytes);
        }
        return bytes;
    }

    @Override
    public int setBytes(int index, ScatteringByteChannel source, int length) throws IOException {
        try {
            return source.read(nioBuffer(index, length));
        } catch (ClosedChannelException closed) {
            return -1;
        }
    }

    @Override
    public int setBytes(int index, FileChannel source, long position, int length) throws IOException {
        try {
            return source.read(nioBuffer(index, length), position);
        } catch (ClosedChannelException closed) {
            return -1;
        }
    }

    // ----------------------------------------------------------------------------------------------------- nio buffers

    @Override
    public int nioBufferCount() {
        return 1;
    }

    @Override
    public ByteBuffer nioBuffer(int index, int length) {
        checkIndex(index, length);
        return memory.asSlice(offset + index, length).asByteBuffer();
    }

    @Override
    public ByteBuffer[] nioBuffers(int index, int length) {
        return new ByteBuffer[] {nioBuffer(index, length)};
    }

    @Override
    public ByteBuffer internalNioBuffer(int index, int length) {
        checkIndex(index, length);
        ByteBuffer present = internal;
        if (present == null) {
            present = nioBuffer(0, capacity);
            internal = present;
        }
        return present.clear().position(index).limit(index + length);
    }
}
