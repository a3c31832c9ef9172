package dev.cleave.gpu.opencl;

import dev.cleave.gpu.opencl.OpenClDevice.Handles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** Asks OpenCL for a device's properties. */
final class DeviceQuery {
    private static final String ACTION = "asking an OpenCL device for its properties";

    private final long device;

    private DeviceQuery(long device) {
        this.device = device;
    }

    /** All that is known of one device. */
    static OpenClDevice describe(int index, Handles handles) {
        DeviceQuery query = new DeviceQuery(handles.device());
        return new OpenClDevice(
                index,
                query.text(CL10.CL_DEVICE_NAME),
                query.text(CL10.CL_DEVICE_VENDOR),
                query.text(CL10.CL_DEVICE_VERSION),
                type(query.number(CL10.CL_DEVICE_TYPE, Long.BYTES)),
                Math.toIntExact(query.number(CL10.CL_DEVICE_MAX_COMPUTE_UNITS, Integer.BYTES)),
                query.number(CL10.CL_DEVICE_MAX_WORK_GROUP_SIZE, Long.BYTES),
                query.number(CL10.CL_DEVICE_LOCAL_MEM_SIZE, Long.BYTES),
                query.number(CL10.CL_DEVICE_GLOBAL_MEM_SIZE, Long.BYTES),
                query.number(CL10.CL_DEVICE_MAX_MEM_ALLOC_SIZE, Long.BYTES),
                handles);
    }

    /** OpenCL answers a set of bits; a device may add to its type that it is the default. */
    static OpenClDevice.Type type(long bits) {
        if ((bits & CL10.CL_DEVICE_TYPE_GPU) != 0) {
            return OpenClDevice.Type.GPU;
        }
        if ((bits & CL10.CL_DEVICE_TYPE_ACCELERATOR) != 0) {
            return OpenClDevice.Type.ACCELERATOR;
        }
        return (bits & CL10.CL_DEVICE_TYPE_CPU) != 0 ? OpenClDevice.Type.CPU : OpenClDevice.Type.OTHER;
    }

    private String text(int property) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer size = stack.mallocPointer(1);
            ErrorCodes.require(CL10.clGetDeviceInfo(device, property, (ByteBuffer) null, size), ACTION);
            ByteBuffer bytes = MemoryUtil.memAlloc(Math.toIntExact(size.get(0)));
            try {
                ErrorCodes.require(CL10.clGetDeviceInfo(device, property, bytes, null), ACTION);
                return untilNull(bytes);
            } finally {
                MemoryUtil.memFree(bytes);
            }
        }
    }

    /** What C ends with a zero byte. */
    static String untilNull(ByteBuffer bytes) {
        int length = 0;
        while (length < bytes.limit() && bytes.get(length) != 0) {
            length++;
        }
        return StandardCharsets.UTF_8.decode(bytes.slice(0, length)).toString().strip();
    }

    private long number(int property, int bytes) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            ByteBuffer value = stack.calloc(Long.BYTES);
            ErrorCodes.require(CL10.clGetDeviceInfo(device, property, value.limit(bytes), null), ACTION);
            return bytes == Long.BYTES ? value.getLong(0) : Integer.toUnsignedLong(value.getInt(0));
        }
    }
}
