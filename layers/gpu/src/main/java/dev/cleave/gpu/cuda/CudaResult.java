package dev.cleave.gpu.cuda;

import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceLostException;
import dev.cleave.gpu.NoDeviceException;
import dev.cleave.gpu.OutOfDeviceMemoryException;

/** What CUDA's driver answers a call with, and the exception that stands for it. */
final class CudaResult {
    static final int SUCCESS = 0;
    static final int NOT_READY = 600;

    private static final int OUT_OF_MEMORY = 2;
    private static final int NOT_INITIALIZED = 3;
    private static final int DEINITIALIZED = 4;
    private static final int DEVICE_UNAVAILABLE = 46;
    private static final int NO_DEVICE = 100;
    private static final int INVALID_DEVICE = 101;
    private static final int ECC_UNCORRECTABLE = 214;
    private static final int CONTAINED = 221;
    private static final int ILLEGAL_ADDRESS = 700;
    private static final int LAUNCH_TIMEOUT = 702;
    private static final int CONTEXT_IS_DESTROYED = 709;
    private static final int ASSERT = 710;
    private static final int FIRST_FAULT_OF_A_KERNEL = 714;
    private static final int LAUNCH_FAILED = 719;

    private CudaResult() {}

    /**
     * The exception for a result that is no success. Lost is a device whose context no later call
     * can use, as after a kernel's fault.
     *
     * @param call the function's name
     * @param name the driver's name for the result
     * @param text the driver's words for it
     */
    static DeviceException exception(String call, int result, String name, String text) {
        String message = call + ": " + name + " (" + result + "): " + text;
        return switch (result) {
            case OUT_OF_MEMORY -> new OutOfDeviceMemoryException(message);
            case NOT_INITIALIZED, NO_DEVICE, INVALID_DEVICE -> new NoDeviceException(message);
            default -> isLost(result) ? new DeviceLostException(message) : new DeviceException(message);
        };
    }

    private static boolean isLost(int result) {
        return switch (result) {
            case DEINITIALIZED, DEVICE_UNAVAILABLE, ECC_UNCORRECTABLE, CONTAINED, ILLEGAL_ADDRESS, LAUNCH_TIMEOUT,
                    CONTEXT_IS_DESTROYED, ASSERT -> true;
            default -> result >= FIRST_FAULT_OF_A_KERNEL && result <= LAUNCH_FAILED;
        };
    }
}
