package dev.cleave.gpu;

import java.util.List;

/**
 * What a device is, and what memory it has. Immutable.
 *
 * @param api the interface that it is driven by: "Vulkan", "OpenCL"
 * @param apiVersion as the driver writes it: "1.3.230"
 * @param name the device's name for people
 * @param kind what sort of device it is
 * @param limits what its memory asks of whoever uses it
 * @param heaps its memory heaps, by index
 * @param types its memory types, by index
 */
public record DeviceInfo(
        String api,
        String apiVersion,
        String name,
        DeviceKind kind,
        DeviceLimits limits,
        List<MemoryHeap> heaps,
        List<MemoryType> types) {

    /** Refuses types that lie in no heap. */
    public DeviceInfo {
        heaps = List.copyOf(heaps);
        types = List.copyOf(types);
        for (MemoryType type : types) {
            if (type.heap() < 0 || type.heap() >= heaps.size()) {
                throw new IllegalArgumentException("memory type " + type.index() + " lies in heap " + type.heap()
                        + ": the device has " + heaps.size() + " heaps");
            }
        }
    }

    /**
     * A memory type by its index.
     *
     * @throws IndexOutOfBoundsException that names the types that there are
     */
    public MemoryType type(int index) {
        if (index < 0 || index >= types.size()) {
            throw new IndexOutOfBoundsException("memory type " + index + ": " + name + " has types 0 to "
                    + (types.size() - 1));
        }
        return types.get(index);
    }

    /**
     * A memory heap by its index.
     *
     * @throws IndexOutOfBoundsException that names the heaps that there are
     */
    public MemoryHeap heap(int index) {
        if (index < 0 || index >= heaps.size()) {
            throw new IndexOutOfBoundsException("memory heap " + index + ": " + name + " has heaps 0 to "
                    + (heaps.size() - 1));
        }
        return heaps.get(index);
    }
}
