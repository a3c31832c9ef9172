package dev.cleave.lab.device;

/**
 * What an allocator holds of a device.
 *
 * @param blocks of device memory, those of single allocations too
 * @param reservedBytes of those
 * @param allocations in them
 */
public record DeviceState(long blocks, long reservedBytes, long allocations) {}
