package dev.cleave.gpu;

import java.time.Duration;

/**
 * A point in the device's work that passes once: a value of a timeline semaphore, an event. What a
 * fence guards may be in use by the device until it has passed.
 *
 * <p>A fence that has passed stays so. Any thread may ask or wait at any time. Two fences are the
 * same only where they are equal, so whoever makes one for each frame should hand the same object
 * to all that is freed in the frame: it is then asked once for all.
 */
public interface DeviceFence {
    /**
     * Whether the device has come by. Never waits.
     *
     * @throws DeviceLostException where the device is lost: it will never come by
     */
    boolean passed();

    /**
     * Waits until the device has come by.
     *
     * @param atMost none or more
     * @return whether it has; false where the time was over first
     * @throws DeviceLostException where the device is lost
     */
    boolean await(Duration atMost);
}
