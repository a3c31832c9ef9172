/**
 * Memory of graphics cards: device heaps, on-chip shared memory with occupancy, tensors without
 * concatenation.
 */
module dev.cleave.gpu {
    requires transitive dev.cleave.core;
    requires org.lwjgl;
    requires org.lwjgl.opencl;
    requires transitive org.lwjgl.vulkan;
    requires static org.jspecify;

    exports dev.cleave.gpu;
    exports dev.cleave.gpu.cuda;
    exports dev.cleave.gpu.densenet;
    exports dev.cleave.gpu.dump;
    exports dev.cleave.gpu.occupancy;
    exports dev.cleave.gpu.fused;
    exports dev.cleave.gpu.opencl;
    exports dev.cleave.gpu.shared;
    exports dev.cleave.gpu.tensor;
    exports dev.cleave.gpu.vulkan;
}
