package dev.cleave.gpu.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.IntBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.opencl.CL12;
import org.lwjgl.opencl.CLBufferRegion;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/**
 * Memory of a device. Reads and writes wait until they are done; fills and copies do not, but come
 * in the order in which they were given.
 *
 * <p>Any thread may call; closing must come after all other calls have returned.
 */
public final class OpenClBuffer implements AutoCloseable {
    private final CommandQueue queue;
    private final Owned memory;
    private final long byteSize;

    OpenClBuffer(CommandQueue queue, Owned memory, long byteSize) {
        this.queue = queue;
        this.memory = memory;
        this.byteSize = byteSize;
    }

    /** Its size in bytes. */
    public long byteSize() {
        return byteSize;
    }

    /**
     * Writes all of a segment to the buffer. A segment of the Java heap is copied once more.
     *
     * @param offset in the buffer, in bytes
     * @throws IndexOutOfBoundsException where it does not fit in; nothing was written
     * @throws OpenClException where the device fails
     */
    public void write(long offset, MemorySegment from) {
        require(offset, from.byteSize());
        if (from.byteSize() == 0) {
            return;
        }
        if (from.isNative()) {
            writeNative(offset, from);
        } else {
            try (Arena arena = Arena.ofConfined()) {
                writeNative(offset, arena.allocate(from.byteSize()).copyFrom(from));
            }
        }
    }

    private void writeNative(long offset, MemorySegment from) {
        ErrorCodes.require(
                CL10.nclEnqueueWriteBuffer(queue.handle(), memory.handle(), CL10.CL_TRUE, offset, from.byteSize(),
                        from.address(), 0, 0, 0),
                "writing " + from.byteSize() + " bytes to an OpenCL buffer");
    }

    /**
     * Fills all of a segment from the buffer. A segment of the Java heap is copied once more.
     *
     * @param offset in the buffer, in bytes
     * @throws IndexOutOfBoundsException where the buffer ends before; nothing was read
     * @throws IllegalArgumentException where the segment is read-only
     * @throws OpenClException where the device fails
     */
    public void read(long offset, MemorySegment to) {
        require(offset, to.byteSize());
        if (to.isReadOnly()) {
            throw new IllegalArgumentException("reading an OpenCL buffer into a segment that is read-only");
        }
        if (to.byteSize() == 0) {
            return;
        }
        if (to.isNative()) {
            readNative(offset, to);
        } else {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = arena.allocate(to.byteSize());
                readNative(offset, bytes);
                to.copyFrom(bytes);
            }
        }
    }

    private void readNative(long offset, MemorySegment to) {
        ErrorCodes.require(
                CL10.nclEnqueueReadBuffer(queue.handle(), memory.handle(), CL10.CL_TRUE, offset, to.byteSize(),
                        to.address(), 0, 0, 0),
                "reading " + to.byteSize() + " bytes of an OpenCL buffer");
    }

    /**
     * Fills a range with one byte, over and over; does not wait.
     *
     * @throws IndexOutOfBoundsException where the buffer has no such range
     */
    public void fill(long offset, long bytes, byte value) {
        require(offset, bytes);
        if (bytes == 0) {
            return;
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            ErrorCodes.require(
                    CL12.clEnqueueFillBuffer(queue.handle(), memory.handle(), stack.bytes(value), offset, bytes, null,
                            null),
                    "filling " + bytes + " bytes of an OpenCL buffer");
        }
    }

    /**
     * Copies a range to another buffer of the context; does not wait.
     *
     * @throws IndexOutOfBoundsException where one of them has no such range
     * @throws OpenClException where both are one buffer and the ranges overlap
     */
    public void copyTo(long offset, OpenClBuffer target, long targetOffset, long bytes) {
        require(offset, bytes);
        target.require(targetOffset, bytes);
        if (bytes == 0) {
            return;
        }
        ErrorCodes.require(
                CL10.clEnqueueCopyBuffer(queue.handle(), memory.handle(), target.memory.handle(), offset, targetOffset,
                        bytes, null, null),
                "copying " + bytes + " bytes between OpenCL buffers");
    }

    /**
     * A part of this buffer as a buffer of its own, over the same bytes. It is closed by itself.
     *
     * @param offset a multiple of what the device aligns buffers to
     * @throws IndexOutOfBoundsException where the buffer has no such range, or it is empty
     * @throws OpenClException where the offset is not aligned, or this is a part itself
     */
    public OpenClBuffer slice(long offset, long bytes) {
        require(offset, bytes);
        if (bytes == 0) {
            throw new IndexOutOfBoundsException("a part of 0 bytes of an OpenCL buffer: it must have one at least");
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.callocInt(1);
            CLBufferRegion region = CLBufferRegion.calloc(stack).origin(offset).size(bytes);
            long handle = CL11.nclCreateSubBuffer(memory.handle(), CL10.CL_MEM_READ_WRITE,
                    CL11.CL_BUFFER_CREATE_TYPE_REGION, region.address(), MemoryUtil.memAddress(code));
            ErrorCodes.require(code.get(0), "making a buffer of " + bytes + " bytes at offset " + offset
                    + " of an OpenCL buffer");
            return new OpenClBuffer(queue, queue.own("buffer", handle, CL10::clReleaseMemObject), bytes);
        }
    }

    private void require(long offset, long bytes) {
        memory.handle();
        if (offset < 0 || bytes < 0 || offset > byteSize - bytes) {
            throw new IndexOutOfBoundsException(
                    bytes + " bytes at offset " + offset + " of an OpenCL buffer of " + byteSize + " bytes");
        }
    }

    /**
     * OpenCL's {@code cl_mem}, for whoever calls LWJGL.
     *
     * @throws IllegalStateException where the buffer is closed
     */
    public long handle() {
        return memory.handle();
    }

    /**
     * Gives the memory back once the commands that use it are done; the second time does nothing.
     */
    @Override
    public void close() {
        memory.close();
    }
}
