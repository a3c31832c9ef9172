package dev.cleave.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;

/**
 * The structures of CUDA's virtual memory calls, as {@code cuda.h} has had them since 10.2.
 *
 * <pre>
 *   CUmemLocation        0 type  4 id                                                         8 bytes
 *   CUmemAllocationProp  0 type  4 requestedHandleTypes  8 location  16 win32HandleMetaData
 *                       24 allocFlags: compressionType, gpuDirectRDMACapable, usage, reserved[4]  32 bytes
 *   CUmemAccessDesc      0 location  8 flags                                                 12 bytes
 * </pre>
 */
final class CudaStructs {
    static final StructLayout LOCATION = MemoryLayout.structLayout(JAVA_INT.withName("type"), JAVA_INT.withName("id"));

    static final StructLayout ALLOCATION_PROPERTIES = MemoryLayout.structLayout(
            JAVA_INT.withName("type"),
            JAVA_INT.withName("requestedHandleTypes"),
            LOCATION.withName("location"),
            ADDRESS.withName("win32HandleMetaData"),
            JAVA_BYTE.withName("compressionType"),
            JAVA_BYTE.withName("gpuDirectRDMACapable"),
            JAVA_SHORT.withName("usage"),
            MemoryLayout.sequenceLayout(4, JAVA_BYTE).withName("reserved"));

    static final StructLayout ACCESS =
            MemoryLayout.structLayout(LOCATION.withName("location"), JAVA_INT.withName("flags"));

    /** {@code CU_MEM_ALLOCATION_TYPE_PINNED}: the one type there is for physical memory. */
    private static final int PINNED = 1;

    /** {@code CU_MEM_LOCATION_TYPE_DEVICE}. */
    private static final int ON_A_DEVICE = 1;

    /** {@code CU_MEM_ACCESS_FLAGS_PROT_READWRITE}. */
    private static final int READ_AND_WRITE = 3;

    private CudaStructs() {}

    /** Physical memory on a device, for this process alone. */
    static MemorySegment memoryOn(int device, SegmentAllocator allocator) {
        MemorySegment properties = allocator.allocate(ALLOCATION_PROPERTIES).fill((byte) 0);
        properties.set(JAVA_INT, offset(ALLOCATION_PROPERTIES, "type"), PINNED);
        place(properties.asSlice(offset(ALLOCATION_PROPERTIES, "location"), LOCATION), device);
        return properties;
    }

    /** A device may read and write. */
    static MemorySegment accessFor(int device, SegmentAllocator allocator) {
        MemorySegment access = allocator.allocate(ACCESS).fill((byte) 0);
        place(access.asSlice(offset(ACCESS, "location"), LOCATION), device);
        access.set(JAVA_INT, offset(ACCESS, "flags"), READ_AND_WRITE);
        return access;
    }

    private static void place(MemorySegment location, int device) {
        location.set(JAVA_INT, offset(LOCATION, "type"), ON_A_DEVICE);
        location.set(JAVA_INT, offset(LOCATION, "id"), device);
    }

    private static long offset(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }
}
