package dev.cleave.gpu.fused;

import dev.cleave.gpu.opencl.OpenClBuffer;
import dev.cleave.gpu.tensor.TensorMemory;

/**
 * Bytes of an OpenCL buffer; a piece may begin anywhere in it, so that a buffer can be the block of
 * an allocator.
 *
 * @param buffer them
 */
public record OpenClMemory(OpenClBuffer buffer) implements TensorMemory {
    @Override
    public long byteSize() {
        return buffer.byteSize();
    }
}
