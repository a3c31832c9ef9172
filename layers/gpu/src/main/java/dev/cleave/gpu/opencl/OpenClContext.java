package dev.cleave.gpu.opencl;

import java.nio.IntBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/**
 * An open device: it makes buffers and programs, and runs commands one after another.
 *
 * <p>Any thread may call; commands of several threads run in the order in which the calls happened.
 * {@link #close()} must come after all other calls have returned. After it every call of the
 * context, and of what was made of it, throws {@link IllegalStateException}; closing again does
 * nothing.
 */
public final class OpenClContext implements AutoCloseable {
    private final CommandQueue queue;

    private OpenClContext(CommandQueue queue) {
        this.queue = queue;
    }

    /**
     * Opens a device.
     *
     * @throws OpenClException where its driver refuses
     */
    public static OpenClContext open(OpenClDevice device) {
        return new OpenClContext(CommandQueue.open(device));
    }

    /** The device that is open. */
    public OpenClDevice device() {
        return queue.device();
    }

    /**
     * A new buffer in the device's memory; its bytes are undefined.
     *
     * <p>Many drivers find the memory when it is used first, and fail then.
     *
     * @param byteSize 1 to {@link OpenClDevice#bufferBytes()}
     * @throws IllegalArgumentException where the size is out of its range
     * @throws OpenClException where there is no memory left
     */
    public OpenClBuffer buffer(long byteSize) {
        if (byteSize < 1 || byteSize > device().bufferBytes()) {
            throw new IllegalArgumentException(
                    "a buffer of " + byteSize + " bytes: " + device().name() + " allows 1 to "
                            + device().bufferBytes());
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.callocInt(1);
            long handle = CL10.clCreateBuffer(queue.context(), CL10.CL_MEM_READ_WRITE, byteSize, code);
            ErrorCodes.require(code.get(0), "allocating an OpenCL buffer of " + byteSize + " bytes");
            return new OpenClBuffer(queue, queue.own("buffer", handle, CL10::clReleaseMemObject), byteSize);
        }
    }

    /**
     * Compiles a program for the device.
     *
     * @param source in OpenCL C
     * @param options of the compiler, as {@code -cl-std=CL1.2} or {@code -D NAME=VALUE}
     * @throws OpenClException where it does not compile; the message has the compiler's log
     */
    public OpenClProgram compile(String source, String... options) {
        return OpenClProgram.compile(queue, source, String.join(" ", options));
    }

    /**
     * An event that happens when all commands given so far are done.
     *
     * @throws OpenClException where the driver refuses
     */
    public OpenClEvent mark() {
        return OpenClEvent.mark(queue);
    }

    /** Hands to the device what the driver may still keep; does not wait. */
    public void flush() {
        ErrorCodes.require(CL10.clFlush(queue.handle()), "flushing the queue of " + device().name());
    }

    /**
     * Waits until all commands given so far are done.
     *
     * @throws OpenClException where one of them failed, as drivers say so here or never
     */
    public void finish() {
        queue.finish();
    }

    /** OpenCL's {@code cl_context}, for whoever calls LWJGL. */
    public long handle() {
        return queue.context();
    }

    /** OpenCL's {@code cl_command_queue}, for whoever calls LWJGL. */
    public long queueHandle() {
        return queue.handle();
    }

    /** How many buffers, programs, kernels and events of this context are open. */
    public int openCount() {
        return queue.ownedCount();
    }

    /** Waits for the commands given so far, and closes what was made of the context. */
    @Override
    public void close() {
        queue.close();
    }
}
