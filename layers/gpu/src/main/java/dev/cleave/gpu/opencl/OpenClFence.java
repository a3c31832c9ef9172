package dev.cleave.gpu.opencl;

import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceLostException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.lwjgl.opencl.CL10;

/** An event as a fence: the event is closed when it is seen to have come. Thread-safe by a monitor. */
final class OpenClFence implements DeviceFence {
    /** OpenCL waits for ever or not at all, so a wait with an end looks so often. */
    private static final long LOOK_EVERY_NANOS = 50_000;

    private final OpenClEvent event;
    private boolean passed;

    OpenClFence(OpenClEvent event) {
        this.event = event;
    }

    @Override
    public synchronized boolean passed() {
        try {
            if (!passed && event.isComplete()) {
                passed = true;
                event.close();
            }
            return passed;
        } catch (OpenClException failed) {
            throw translated(failed);
        }
    }

    @Override
    public boolean await(Duration atMost) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        long nanos = atMost.compareTo(longest) > 0 ? longest.toNanos() : atMost.toNanos();
        long begin = System.nanoTime();
        while (!passed()) {
            if (System.nanoTime() - begin >= nanos) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        return true;
    }

    /** An error of OpenCL in the portable words. */
    static DeviceException translated(OpenClException failed) {
        return failed.code() == CL10.CL_DEVICE_NOT_AVAILABLE
                ? new DeviceLostException(String.valueOf(failed.getMessage()))
                : new DeviceException(String.valueOf(failed.getMessage()), failed);
    }
}
