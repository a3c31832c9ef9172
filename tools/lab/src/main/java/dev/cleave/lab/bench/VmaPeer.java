package dev.cleave.lab.bench;

import dev.cleave.lab.device.DeviceAllocator;
import dev.cleave.lab.device.DeviceAllocatorKind;

/** VulkanMemoryAllocator, which has the memory of a device and no other. */
final class VmaPeer implements Peer {
    private final DeviceAllocator device = DeviceAllocatorKind.VMA.open();

    @Override
    public BlockHold forThread(int slots) {
        throw new UnsupportedOperationException("it has device memory alone");
    }

    @Override
    public DeviceAllocator device() {
        return device;
    }

    @Override
    public void close() {
        device.close();
    }
}
