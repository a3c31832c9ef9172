package dev.cleave.gpu.opencl;

import java.nio.ByteBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.system.MemoryStack;

/**
 * A function of a program that work-items run. Set its arguments, then launch it; they stay until
 * they are set anew.
 *
 * <p>One thread at a time: OpenCL keeps the arguments in the kernel. Make a kernel for each thread.
 */
public final class OpenClKernel implements AutoCloseable {
    private final String name;
    private final CommandQueue queue;
    private final Owned kernel;
    private final long groupSize;
    private final long preferredMultiple;

    OpenClKernel(String name, CommandQueue queue, Owned kernel) {
        this.name = name;
        this.queue = queue;
        this.kernel = kernel;
        groupSize = limit(CL10.CL_KERNEL_WORK_GROUP_SIZE);
        preferredMultiple = limit(CL11.CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE);
    }

    /** Its name in the program. */
    public String name() {
        return name;
    }

    /**
     * The most work-items that a work-group of this kernel may have, by its registers and the
     * device.
     */
    public long workGroupSize() {
        return groupSize;
    }

    /** What a work-group's size had best be a multiple of: a warp's, or a wave's, work-items. */
    public long preferredMultiple() {
        return preferredMultiple;
    }

    /**
     * The bytes of local memory that a work-group takes, with the arguments as they are set now.
     */
    public long localMemoryBytes() {
        return limit(CL10.CL_KERNEL_LOCAL_MEM_SIZE);
    }

    /**
     * Sets a pointer to global memory.
     *
     * @param index of the argument, from 0
     * @throws OpenClException where the kernel has no such argument, or one of another kind
     */
    public OpenClKernel buffer(int index, OpenClBuffer buffer) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            return set(index, CL10.clSetKernelArg(kernel.handle(), index, stack.pointers(buffer.handle())));
        }
    }

    /**
     * Sets a pointer to local memory.
     *
     * @param bytes at least 1, at most {@link OpenClDevice#localMemoryBytes()}
     * @throws IllegalArgumentException where the device has not as much
     * @throws OpenClException as {@link #buffer}
     */
    public OpenClKernel localMemory(int index, long bytes) {
        if (bytes < 1 || bytes > queue.device().localMemoryBytes()) {
            throw new IllegalArgumentException("kernel " + name + ": " + bytes + " bytes of local memory: "
                    + queue.device().name() + " allows 1 to " + queue.device().localMemoryBytes());
        }
        return set(index, CL10.clSetKernelArg(kernel.handle(), index, bytes));
    }

    /** Sets an {@code int} or {@code uint}; throws as {@link #buffer}. */
    public OpenClKernel integer(int index, int value) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            return set(index, CL10.clSetKernelArg(kernel.handle(), index, stack.ints(value)));
        }
    }

    /** Sets a {@code long} or {@code ulong}; throws as {@link #buffer}. */
    public OpenClKernel longInteger(int index, long value) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            return set(index, CL10.clSetKernelArg(kernel.handle(), index, stack.longs(value)));
        }
    }

    /** Sets a {@code float}; throws as {@link #buffer}. */
    public OpenClKernel real(int index, float value) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            return set(index, CL10.clSetKernelArg(kernel.handle(), index, stack.floats(value)));
        }
    }

    /** Runs it in one dimension, as {@link #launch(long[], long[])}. */
    public void launch(long workItems, long perGroup) {
        launch(new long[] {workItems}, new long[] {perGroup});
    }

    /**
     * Gives it to the device; does not wait.
     *
     * @param workItems in each of one to three dimensions, each a multiple of the group's
     * @param perGroup the work-items of a work-group in each dimension; their product is at most
     *     {@link #workGroupSize()}
     * @throws IllegalArgumentException where the two do not fit together, or the kernel
     * @throws OpenClException where an argument is not set, or the device refuses
     */
    public void launch(long[] workItems, long[] perGroup) {
        requireShape(workItems, perGroup);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            ErrorCodes.require(
                    CL10.clEnqueueNDRangeKernel(queue.handle(), kernel.handle(), workItems.length, null,
                            stack.pointers(workItems), stack.pointers(perGroup), null, null),
                    "launching kernel " + name);
        }
    }

    private void requireShape(long[] workItems, long[] perGroup) {
        require(workItems.length >= 1 && workItems.length <= 3 && workItems.length == perGroup.length,
                workItems.length + " dimensions of work-items and " + perGroup.length
                        + " of a group: expected 1 to 3 of both");
        long group = 1;
        for (int dimension = 0; dimension < workItems.length; dimension++) {
            long size = perGroup[dimension];
            require(size >= 1 && workItems[dimension] >= 1 && workItems[dimension] % size == 0,
                    workItems[dimension] + " work-items in groups of " + size
                            + ": expected positive numbers, the first a multiple of the second");
            require(size <= groupSize / group,
                    "a work-group of more than " + groupSize + " work-items, the most that " + queue.device().name()
                            + " allows it");
            group *= size;
        }
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("kernel " + name + ": " + problem);
        }
    }

    private OpenClKernel set(int index, int code) {
        ErrorCodes.require(code, "argument " + index + " of kernel " + name);
        return this;
    }

    private long limit(int property) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            ByteBuffer value = stack.calloc(Long.BYTES);
            ErrorCodes.require(
                    CL10.clGetKernelWorkGroupInfo(kernel.handle(), queue.device().handles().device(), property, value,
                            (PointerBuffer) null),
                    "asking for the limits of kernel " + name);
            return value.getLong(0);
        }
    }

    /** Gives the kernel back once its launches are done; the second time does nothing. */
    @Override
    public void close() {
        kernel.close();
    }
}
