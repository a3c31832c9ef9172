package dev.cleave.gpu;

import java.lang.foreign.MemorySegment;

/**
 * A block of device memory as the driver handed it out.
 *
 * <p><strong>Threads.</strong> Copies, flushes and invalidations may run at once. Whoever maps,
 * unmaps or releases a block does so alone: a device heap sees to that for its blocks.
 */
public interface DeviceBlock {
    /** What the driver knows the block by: a {@code VkDeviceMemory}, a {@code cl_mem}. */
    long handle();

    /** Index of the block's memory type. */
    int type();

    /** Bytes of the block. */
    long byteSize();

    /**
     * Makes the whole block visible to the processor. What the processor reads there may be stale
     * until it was {@linkplain #invalidate invalidated}, unless the type is coherent.
     *
     * @return its bytes, until it is unmapped
     * @throws IllegalStateException where the type is not host-visible, or the block is mapped
     *     already
     * @throws DeviceException where the driver refuses
     */
    MemorySegment map();

    /**
     * Takes the block from the processor's sight again.
     *
     * @throws IllegalStateException where it is not mapped
     */
    void unmap();

    /**
     * Brings what the processor wrote to a mapped range to the device. Nothing happens where the
     * type is coherent.
     *
     * @param offset a multiple of the device's {@link DeviceLimits#nonCoherentAtomSize()}
     * @param byteSize a multiple of the same, or up to the end of the block
     */
    void flush(long offset, long byteSize);

    /**
     * Brings what the device wrote to a mapped range to the processor; otherwise as {@link #flush}.
     */
    void invalidate(long offset, long byteSize);

    /**
     * Gives the block back to the driver, unmapped first where it is mapped.
     *
     * @throws IllegalStateException where it was released already
     */
    void release();
}
