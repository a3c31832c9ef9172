package dev.cleave.gpu.opencl;

import java.util.Locale;

/**
 * A device that runs OpenCL programs, and its limits.
 *
 * @param index its place in {@link OpenClDevices#list()}, from 0
 * @param name as its maker calls it
 * @param vendor its maker
 * @param version of OpenCL, as {@code OpenCL 3.0 ...}
 * @param type of machine
 * @param computeUnits how many work-groups can run at once, on separate processors
 * @param workGroupSize the most work-items a work-group may have; a kernel may allow fewer
 * @param localMemoryBytes the most local memory that a work-group may have
 * @param globalMemoryBytes the memory that all buffers share
 * @param bufferBytes the most that one buffer may have
 * @param handles what OpenCL calls it
 */
public record OpenClDevice(
        int index, String name, String vendor, String version, Type type, int computeUnits, long workGroupSize,
        long localMemoryBytes, long globalMemoryBytes, long bufferBytes, Handles handles) {

    /** What a device is. */
    public enum Type {
        /** A graphics card. */
        GPU,
        /** Another card made for computing. */
        ACCELERATOR,
        /** The processors of the machine itself. */
        CPU,
        /** What its driver does not say. */
        OTHER;

        /** In small letters, as messages write it and {@link OpenClDevices#choose} takes it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * OpenCL's own handles, for whoever calls LWJGL.
     *
     * @param platform {@code cl_platform_id}
     * @param device {@code cl_device_id}
     */
    public record Handles(long platform, long device) {}

    /** Index, name and type in one line. */
    @Override
    public String toString() {
        return index + ": " + name + " (" + type.label() + ")";
    }
}
