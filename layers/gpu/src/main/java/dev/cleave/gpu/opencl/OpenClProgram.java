package dev.cleave.gpu.opencl;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** A program compiled for one device. Any thread may call. */
public final class OpenClProgram implements AutoCloseable {
    private final CommandQueue queue;
    private final Owned program;

    private OpenClProgram(CommandQueue queue, Owned program) {
        this.queue = queue;
        this.program = program;
    }

    static OpenClProgram compile(CommandQueue queue, String source, String options) {
        Owned program;
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.callocInt(1);
            long handle = CL10.clCreateProgramWithSource(queue.context(), source, code);
            ErrorCodes.require(code.get(0), "making an OpenCL program");
            program = queue.own("program", handle, CL10::clReleaseProgram);
        }
        long device = queue.device().handles().device();
        int code = CL10.clBuildProgram(program.handle(), device, options, null, 0);
        if (code != CL10.CL_SUCCESS) {
            try (program) {
                ErrorCodes.require(code, "compiling an OpenCL program for " + queue.device().name() + ":\n"
                        + log(program.handle(), device));
            }
        }
        return new OpenClProgram(queue, program);
    }

    private static String log(long program, long device) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer size = stack.callocPointer(1);
            int code = CL10.clGetProgramBuildInfo(program, device, CL10.CL_PROGRAM_BUILD_LOG, (ByteBuffer) null, size);
            if (code != CL10.CL_SUCCESS || size.get(0) == 0) {
                return "the compiler left no log";
            }
            ByteBuffer bytes = MemoryUtil.memCalloc(Math.toIntExact(size.get(0)));
            try {
                CL10.clGetProgramBuildInfo(program, device, CL10.CL_PROGRAM_BUILD_LOG, bytes, null);
                return DeviceQuery.untilNull(bytes);
            } finally {
                MemoryUtil.memFree(bytes);
            }
        }
    }

    /**
     * One of the program's kernels, with arguments of its own.
     *
     * @throws OpenClException where the program has none of that name
     */
    public OpenClKernel kernel(String name) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.callocInt(1);
            long handle = CL10.clCreateKernel(program.handle(), name, code);
            ErrorCodes.require(code.get(0), "kernel " + name);
            return new OpenClKernel(name, queue, queue.own("kernel " + name, handle, CL10::clReleaseKernel));
        }
    }

    /** Gives the program back; its kernels can still be used. The second time does nothing. */
    @Override
    public void close() {
        program.close();
    }
}
