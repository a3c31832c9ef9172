package dev.cleave.gpu.opencl;

import dev.cleave.gpu.DeviceBlock;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.MemoryType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One buffer, and its copy in the processor's memory while it is mapped. Flushes write ranges of
 * the copy to the device, invalidations read them from there.
 */
final class OpenClBlock implements DeviceBlock {
    private final OpenClContext context;
    private final OpenClBuffer buffer;
    private final MemoryType type;
    private final LongConsumer onRelease;
    private @Nullable Arena arena;
    private volatile MemorySegment copy = MemorySegment.NULL;
    private boolean released;

    OpenClBlock(OpenClContext context, OpenClBuffer buffer, MemoryType type, LongConsumer onRelease) {
        this.context = context;
        this.buffer = buffer;
        this.type = type;
        this.onRelease = onRelease;
    }

    OpenClBuffer buffer() {
        return buffer;
    }

    boolean isOf(OpenClContext other) {
        return context.equals(other);
    }

    @Override
    public long handle() {
        return buffer.handle();
    }

    @Override
    public int type() {
        return type.index();
    }

    @Override
    public long byteSize() {
        return buffer.byteSize();
    }

    @Override
    public synchronized MemorySegment map() {
        if (arena != null || !type.is(MemoryProperty.HOST_VISIBLE)) {
            throw new IllegalStateException("block " + this + " is mapped already, or its memory type "
                    + type.index() + " is not HOST_VISIBLE");
        }
        Arena mapping = Arena.ofShared();
        arena = mapping;
        copy = mapping.allocate(byteSize(), 64);
        return copy;
    }

    @Override
    public synchronized void unmap() {
        Arena mapping = arena;
        if (mapping == null) {
            throw new IllegalStateException("block " + this + " is not mapped");
        }
        mapping.close();
        arena = null;
        copy = MemorySegment.NULL;
    }

    @Override
    public void flush(long offset, long length) {
        MemorySegment range = mappedRange(offset, length);
        try {
            buffer.write(offset, range);
        } catch (OpenClException failed) {
            throw OpenClFence.translated(failed);
        }
    }

    @Override
    public void invalidate(long offset, long length) {
        MemorySegment range = mappedRange(offset, length);
        try {
            buffer.read(offset, range);
        } catch (OpenClException failed) {
            throw OpenClFence.translated(failed);
        }
    }

    private MemorySegment mappedRange(long offset, long length) {
        MemorySegment mapped = copy;
        if (mapped.equals(MemorySegment.NULL)) {
            throw new IllegalStateException("block " + this + " is not mapped: map it before it is flushed");
        }
        Objects.checkFromIndexSize(offset, length, byteSize());
        return mapped.asSlice(offset, length);
    }

    @Override
    public synchronized void release() {
        if (released) {
            throw new IllegalStateException("the block was released already");
        }
        released = true;
        if (arena != null) {
            unmap();
        }
        buffer.close();
        onRelease.accept(buffer.byteSize());
    }

    @Override
    public String toString() {
        return "of " + byteSize() + " bytes (memory type " + type.index() + ")";
    }
}
