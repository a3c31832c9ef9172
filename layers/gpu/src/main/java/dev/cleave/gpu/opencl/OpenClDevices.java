package dev.cleave.gpu.opencl;

import dev.cleave.gpu.opencl.OpenClDevice.Handles;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.Platform;

/**
 * The OpenCL devices of this machine. Any thread may ask. Devices are looked for anew at each call,
 * which costs some hundred calls of the driver.
 *
 * <p>The library is looked for once, as {@code libOpenCL.so.1} on Linux; the system property
 * {@code org.lwjgl.opencl.libname} names another.
 */
public final class OpenClDevices {
    /** The choice of whatever is there: a GPU first, then an accelerator, then the CPU. */
    public static final String ANY = "any";

    private static final String ADVICE =
            ": install the driver of your card, or pocl-opencl-icd, which runs OpenCL on the CPU";

    /** What every package installs; the name without a version is only there beside the headers. */
    private static final String LIBRARY_ON_LINUX = "libOpenCL.so.1";

    /** Why OpenCL cannot be called at all; empty where it can. A library is looked for once. */
    private static final Optional<String> MISSING_LIBRARY = missingLibrary();

    private OpenClDevices() {}

    /**
     * All devices of all platforms, in OpenCL's order; none where there is no platform, or no
     * OpenCL library at all.
     *
     * @throws OpenClException where a driver fails
     */
    public static List<OpenClDevice> list() {
        if (MISSING_LIBRARY.isPresent()) {
            return List.of();
        }
        List<OpenClDevice> devices = new ArrayList<>();
        for (long platform : platforms()) {
            for (long device : devicesOf(platform)) {
                devices.add(DeviceQuery.describe(devices.size(), new Handles(platform, device)));
            }
        }
        return List.copyOf(devices);
    }

    /**
     * One of the devices.
     *
     * @param wanted {@link #ANY}; a type as {@code cpu}; a device's index; or a part of its name,
     *     in large or small letters
     * @throws OpenClException where there is no such device; the message names those that there are
     */
    public static OpenClDevice choose(String wanted) {
        List<OpenClDevice> devices = list();
        if (devices.isEmpty()) {
            throw new OpenClException("no OpenCL device" + MISSING_LIBRARY.map(why -> " (" + why + ")").orElse("")
                    + ADVICE);
        }
        return choose(wanted, devices);
    }

    static OpenClDevice choose(String wanted, List<OpenClDevice> devices) {
        String word = wanted.toLowerCase(Locale.ROOT);
        return devices.stream()
                .filter(device -> word.equals(ANY) || word.equals(device.type().label())
                        || word.equals(String.valueOf(device.index()))
                        || (!isKeyword(word) && device.name().toLowerCase(Locale.ROOT).contains(word)))
                .min(Comparator.comparing(OpenClDevice::type))
                .orElseThrow(() -> new OpenClException("no OpenCL device '" + wanted
                        + "': expected any, gpu, accelerator, cpu, an index, or a part of a name; there is "
                        + devices.stream().map(OpenClDevice::toString).collect(Collectors.joining(", "))));
    }

    /** Types and numbers are never looked for in names. */
    private static boolean isKeyword(String word) {
        return word.isBlank() || word.chars().allMatch(Character::isDigit)
                || List.of(OpenClDevice.Type.values()).stream().anyMatch(type -> type.label().equals(word));
    }

    private static Optional<String> missingLibrary() {
        if (Platform.get() == Platform.LINUX && Configuration.OPENCL_LIBRARY_NAME.get() == null) {
            Configuration.OPENCL_LIBRARY_NAME.set(LIBRARY_ON_LINUX);
        }
        try {
            CL.getICD();
            return Optional.empty();
        } catch (LinkageError | IllegalStateException missing) {
            Throwable cause = missing.getCause() == null ? missing : missing.getCause();
            return Optional.of(String.valueOf(cause.getMessage()).lines().findFirst().orElse("no OpenCL library"));
        }
    }

    private static long[] platforms() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer count = stack.callocInt(1);
            int code = CL10.clGetPlatformIDs(null, count);
            if (code == ErrorCodes.PLATFORM_NOT_FOUND || count.get(0) == 0) {
                return new long[0];
            }
            String action = "asking for the OpenCL platforms";
            ErrorCodes.require(code, action);
            PointerBuffer platforms = stack.mallocPointer(count.get(0));
            ErrorCodes.require(CL10.clGetPlatformIDs(platforms, (IntBuffer) null), action);
            return all(platforms);
        }
    }

    private static long[] devicesOf(long platform) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer count = stack.callocInt(1);
            int code = CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, null, count);
            if (code == CL10.CL_DEVICE_NOT_FOUND || count.get(0) == 0) {
                return new long[0];
            }
            String action = "asking for the devices of an OpenCL platform";
            ErrorCodes.require(code, action);
            PointerBuffer devices = stack.mallocPointer(count.get(0));
            ErrorCodes.require(CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, devices, (IntBuffer) null),
                    action);
            return all(devices);
        }
    }

    private static long[] all(PointerBuffer handles) {
        long[] each = new long[handles.remaining()];
        handles.get(each);
        return each;
    }
}
