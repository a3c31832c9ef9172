package dev.cleave.lab.bench;

import dev.cleave.lab.device.DeviceAllocator;
import dev.cleave.lab.device.DeviceLane;
import dev.cleave.lab.device.DeviceRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps allocations of device memory alive and replaces a random one again and again; an operation
 * is one replacement. What is reserved for what is live is looked at outside the clock.
 */
final class DeviceWorker extends Worker {
    private static final int EMPTY = -1;

    private final DeviceAllocator allocator;
    private final List<DeviceRequest> requests;
    private final DeviceLane lane;
    private final RandomSource random;
    private final DeviceLive live;
    private final int thread;
    private final int[] held;
    private @Nullable Residency residency;

    /** A worker with so many live allocations; the first thread's looks at the memory for all. */
    DeviceWorker(
            DeviceAllocator allocator,
            List<DeviceRequest> requests,
            int slots,
            RandomSource random,
            DeviceLive live,
            int thread) {
        this.allocator = allocator;
        this.requests = requests;
        this.random = random;
        this.live = live;
        this.thread = thread;
        lane = allocator.lane(requests, slots);
        held = new int[slots];
    }

    @Override
    void prepare() {
        for (int slot = 0; slot < held.length; slot++) {
            failed(allocate(slot));
        }
        live.set(thread, liveBytes());
    }

    @Override
    long run(int phase, long deadline) {
        long tried = 0;
        long failed = 0;
        do {
            failed += chunk();
            tried += CHUNK;
        } while (System.nanoTime() < deadline);
        failed(failed);
        live.set(thread, liveBytes());
        return tried - failed;
    }

    private int chunk() {
        int failed = 0;
        for (int each = 0; each < CHUNK; each++) {
            int slot = random.below(held.length);
            if (held[slot] != EMPTY) {
                lane.free(slot);
            }
            failed += allocate(slot);
        }
        return failed;
    }

    private int allocate(int slot) {
        int request = random.below(requests.size());
        boolean served = lane.allocate(request, slot);
        held[slot] = served ? request : EMPTY;
        return served ? 0 : 1;
    }

    private long liveBytes() {
        long bytes = 0;
        for (int request : held) {
            bytes += request == EMPTY ? 0 : requests.get(request).byteSize();
        }
        return bytes;
    }

    @Override
    void after(int phase) {
        if (thread == 0) {
            residency = Residency.reserved(live.reservedPerLive(allocator));
        }
    }

    @Override
    Optional<Residency> takeResidency() {
        Optional<Residency> taken = Optional.ofNullable(residency);
        residency = null;
        return taken;
    }

    @Override
    void finish() {
        for (int slot = 0; slot < held.length; slot++) {
            if (held[slot] != EMPTY) {
                lane.free(slot);
            }
        }
        lane.close();
    }
}
