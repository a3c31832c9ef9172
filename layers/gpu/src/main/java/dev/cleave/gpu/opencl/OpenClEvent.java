package dev.cleave.gpu.opencl;

import java.nio.IntBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.MemoryStack;

/** A moment in a context's queue: it has come when all commands given before it are done. */
public final class OpenClEvent implements AutoCloseable {
    private final Owned event;

    private OpenClEvent(Owned event) {
        this.event = event;
    }

    static OpenClEvent mark(CommandQueue queue) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer event = stack.mallocPointer(1);
            ErrorCodes.require(CL12.clEnqueueMarkerWithWaitList(queue.handle(), null, event), "marking the queue");
            return new OpenClEvent(queue.own("event", event.get(0), CL10::clReleaseEvent));
        }
    }

    /**
     * Whether the moment has come; does not wait.
     *
     * @throws OpenClException where a command before it failed
     */
    public boolean isComplete() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer status = stack.callocInt(1);
            String action = "asking whether an OpenCL event has come";
            ErrorCodes.require(
                    CL10.clGetEventInfo(event.handle(), CL10.CL_EVENT_COMMAND_EXECUTION_STATUS, status, null), action);
            ErrorCodes.require(Math.min(status.get(0), 0), action);
            return status.get(0) == CL10.CL_COMPLETE;
        }
    }

    /**
     * Waits until the moment has come.
     *
     * @throws OpenClException where a command before it failed
     */
    public void await() {
        ErrorCodes.require(CL10.clWaitForEvents(event.handle()), "waiting for an OpenCL event");
    }

    /** Gives the event back; the commands go on. The second time does nothing. */
    @Override
    public void close() {
        event.close();
    }
}
