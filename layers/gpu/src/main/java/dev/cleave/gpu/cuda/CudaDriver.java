package dev.cleave.gpu.cuda;

/**
 * The calls of CUDA's driver that memory needs, in Java's terms. Addresses, handles, contexts,
 * streams and events are what the driver answered; stream 0 is the default one.
 *
 * <p>Any thread may call; all but {@link #version} to {@link #pushContext} work in the context that
 * the thread pushed last.
 *
 * <p>A call that the driver refuses is a {@link dev.cleave.gpu.OutOfDeviceMemoryException}, a {@link
 * dev.cleave.gpu.DeviceLostException}, or another {@link dev.cleave.gpu.DeviceException}, as {@link
 * CudaResult} has it.
 */
interface CudaDriver {
    /**
     * What the driver reports of memory.
     *
     * @param freeBytes of the card, whoever may use them
     * @param totalBytes of the card
     */
    record MemoryInfo(long freeBytes, long totalBytes) {}

    /** The driver's version: 1000 × major + 10 × minor. */
    int version();

    int deviceCount();

    /** The driver's number for the device of an index. */
    int device(int index);

    String deviceName(int device);

    long totalBytes(int device);

    /** What the driver says of a device under a number of {@code CUdevice_attribute}. */
    int attribute(int device, int attribute);

    long retainPrimaryContext(int device);

    void releasePrimaryContext(int device);

    void pushContext(long context);

    void popContext();

    MemoryInfo memoryInfo();

    /** What sizes and addresses of physical memory on a device must be multiples of. */
    long granularity(int device);

    /** Physical memory on a device, as a handle. */
    long createMemory(int device, long byteSize);

    /** Gives up the handle; the memory stays as long as it is mapped. */
    void releaseMemory(long handle);

    long reserveAddresses(long byteSize, long alignment);

    void freeAddresses(long address, long byteSize);

    /** Maps all of a handle's memory. */
    void map(long address, long byteSize, long handle);

    /** Undoes a {@link #map} as a whole. */
    void unmap(long address, long byteSize);

    /** Lets a device read and write what is mapped. */
    void allowAccess(long address, long byteSize, int device);

    /** Memory of the processor that cards reach at the same address. */
    long allocateHost(long byteSize);

    void freeHost(long address);

    long createStream();

    void destroyStream(long stream);

    /** An event that keeps no time. */
    long createEvent();

    void destroyEvent(long event);

    /** The event is after all that the stream was given until now. */
    void record(long event, long stream);

    /** Whether the stream has come by the event. */
    boolean hasPassed(long event);

    /** Copies between any two addresses that cards reach, after all that the stream was given until now. */
    void copy(long target, long source, long byteSize, long stream);
}
