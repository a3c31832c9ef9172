package dev.cleave.gpu;

/**
 * One of the memories that a device reaches: its own, or the processor's.
 *
 * @param index its place in {@link DeviceInfo#heaps()}
 * @param byteSize all bytes that it has
 * @param deviceLocal whether it is the device's own
 */
public record MemoryHeap(int index, long byteSize, boolean deviceLocal) {
    /** Refuses a heap without bytes. */
    public MemoryHeap {
        Sizes.requirePositive("bytes of memory heap " + index, byteSize);
    }
}
