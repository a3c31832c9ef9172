package dev.cleave.gpu.cuda;

import dev.cleave.gpu.DeviceException;
import java.util.function.Supplier;

/**
 * A process's hold on one card: its primary context, retained until it is closed. Any thread may
 * work in it.
 *
 * @param granularity what physical memory is handed out in multiples of
 */
record CudaContext(CudaDriver driver, int device, long handle, long granularity) {
    /** Retains the primary context of a device. */
    static CudaContext of(CudaDriver driver, int device) {
        long handle = driver.retainPrimaryContext(device);
        try {
            long granularity = new CudaContext(driver, device, handle, 1).get(() -> driver.granularity(device));
            return new CudaContext(driver, device, handle, granularity);
        } catch (RuntimeException failure) {
            driver.releasePrimaryContext(device);
            throw failure;
        }
    }

    /** Does something with the context current, and leaves the thread as it was. */
    void run(Runnable work) {
        get(() -> {
            work.run();
            return handle;
        });
    }

    /** Answers what is found with the context current, and leaves the thread as it was. */
    <T> T get(Supplier<T> work) {
        driver.pushContext(handle);
        T found;
        try {
            found = work.get();
        } catch (RuntimeException failure) {
            popAfter(failure);
            throw failure;
        }
        driver.popContext();
        return found;
    }

    private void popAfter(RuntimeException failure) {
        try {
            driver.popContext();
        } catch (DeviceException again) {
            failure.addSuppressed(again);
        }
    }

    /** The next multiple of the granularity. */
    long roundUp(long byteSize) {
        return Math.ceilDiv(byteSize, granularity) * granularity;
    }

    /** Lets go of the primary context. */
    void release() {
        driver.releasePrimaryContext(device);
    }
}
