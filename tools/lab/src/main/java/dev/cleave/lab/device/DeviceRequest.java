package dev.cleave.lab.device;

/**
 * A piece of device memory as a resource needs it.
 *
 * @param byteSize 1 or more
 * @param alignment a power of two
 */
public record DeviceRequest(long byteSize, long alignment) {}
