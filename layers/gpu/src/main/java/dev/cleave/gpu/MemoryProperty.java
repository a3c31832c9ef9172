package dev.cleave.gpu;

/** What can be done with a type of device memory. The words are Vulkan's. */
public enum MemoryProperty {
    /** It is the device's own: fastest for it. */
    DEVICE_LOCAL,
    /** The processor can map it. */
    HOST_VISIBLE,
    /** What either side writes the other sees without flushes. */
    HOST_COHERENT,
    /** The processor reads it through its caches. */
    HOST_CACHED,
    /** The driver backs it only when it is needed. */
    LAZILY_ALLOCATED,
    /** Only protected work of the device reaches it. */
    PROTECTED,
    /** Every write of the device is seen at once: slow, for finding faults. */
    DEVICE_COHERENT,
    /** The device does not cache it: slow, for finding faults. */
    DEVICE_UNCACHED;

    private final int bit = 1 << ordinal();

    /** Whether memory with this property is used only where it is asked for. */
    boolean isSpecial() {
        return this == PROTECTED || this == DEVICE_COHERENT || this == DEVICE_UNCACHED;
    }

    /** One bit for each property. */
    int bit() {
        return bit;
    }

    /** The bits of a set. */
    static int bits(Iterable<MemoryProperty> properties) {
        int bits = 0;
        for (MemoryProperty property : properties) {
            bits |= property.bit;
        }
        return bits;
    }
}
