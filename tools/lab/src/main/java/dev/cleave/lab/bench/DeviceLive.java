package dev.cleave.lab.bench;

import dev.cleave.lab.device.DeviceAllocator;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What is live of device memory, thread by thread, beside what the allocator has reserved for it:
 * shared by the threads of a trial.
 */
final class DeviceLive {
    private final AtomicLongArray bytes;

    DeviceLive(int threads) {
        bytes = new AtomicLongArray(threads);
    }

    /** A thread has so many bytes live now. */
    void set(int thread, long liveBytes) {
        bytes.set(thread, liveBytes);
    }

    /** Reserved bytes for each live one; all threads have told theirs. */
    double reservedPerLive(DeviceAllocator allocator) {
        long live = 0;
        for (int thread = 0; thread < bytes.length(); thread++) {
            live += bytes.get(thread);
        }
        return (double) allocator.state().reservedBytes() / live;
    }
}
