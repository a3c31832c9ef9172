package dev.cleave.gpu.opencl;

import java.nio.IntBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/**
 * The context's queue, and what was made of the context. Any thread may call.
 *
 * <p>The context is released with the queue: each holds the other's life.
 */
final class CommandQueue {
    private final OpenClDevice device;
    private final long context;
    private final Belongings<Owned> belongings = new Belongings<>();
    private final Owned queue;

    private CommandQueue(OpenClDevice device, long context, long queue) {
        this.device = device;
        this.context = context;
        this.queue = new Owned("context", queue, this::release, belongings);
    }

    static CommandQueue open(OpenClDevice device) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.callocInt(1);
            PointerBuffer properties = stack.mallocPointer(3)
                    .put(0, CL10.CL_CONTEXT_PLATFORM)
                    .put(1, device.handles().platform())
                    .put(2, 0);
            long context = CL10.clCreateContext(properties, device.handles().device(), null, 0, code);
            ErrorCodes.require(code.get(0), "opening the OpenCL device " + device.name());
            long queue = CL10.clCreateCommandQueue(context, device.handles().device(), 0, code);
            if (code.get(0) != CL10.CL_SUCCESS) {
                CL10.clReleaseContext(context);
            }
            ErrorCodes.require(code.get(0), "making a queue of the OpenCL device " + device.name());
            return new CommandQueue(device, context, queue);
        }
    }

    OpenClDevice device() {
        return device;
    }

    /**
     * The queue's handle.
     *
     * @throws IllegalStateException where the context is closed
     */
    long handle() {
        return queue.handle();
    }

    /** The context's handle; throws as {@link #handle()}. */
    long context() {
        queue.handle();
        return context;
    }

    /** Takes over something that was made of the context; throws as {@link #handle()}. */
    Owned own(String name, long handle, Owned.Release release) {
        return new Owned(name, handle, release, belongings);
    }

    /** How many things are open that were made of the context. */
    int ownedCount() {
        return Math.max(0, belongings.count() - 1);
    }

    void finish() {
        ErrorCodes.require(CL10.clFinish(handle()), "waiting for the OpenCL device " + device.name());
    }

    /** Waits for what was given, then releases everything, however much of it fails. */
    void close() {
        OpenClException failure = null;
        for (Owned each : belongings.end()) {
            try {
                each.close();
            } catch (OpenClException refused) {
                if (failure == null) {
                    failure = refused;
                } else {
                    failure.addSuppressed(refused);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private int release(long handle) {
        CL10.clFinish(handle);
        CL10.clReleaseCommandQueue(handle);
        return CL10.clReleaseContext(context);
    }
}
