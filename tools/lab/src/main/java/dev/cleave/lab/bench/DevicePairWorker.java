package dev.cleave.lab.bench;

import dev.cleave.lab.device.DeviceLane;

/**
 * Allocates device memory and frees it at once, in a heap where others live: these are allocated
 * first and freed at the end.
 */
final class DevicePairWorker extends PairWorker {
    /** Allocations of a thread that live meanwhile. */
    static final int NEIGHBOURS = 1_000;

    private final DeviceLane lane;

    /** Pairs of the lane's first request. */
    DevicePairWorker(DeviceLane lane) {
        super(new DeviceHold(lane), 0, NEIGHBOURS);
        this.lane = lane;
    }

    @Override
    void prepare() {
        for (int slot = 0; slot < NEIGHBOURS; slot++) {
            if (!lane.allocate(0, slot)) {
                throw new IllegalStateException("the device has no room for " + NEIGHBOURS + " small allocations");
            }
        }
    }

    @Override
    void finish() {
        for (int slot = 0; slot < NEIGHBOURS; slot++) {
            lane.free(slot);
        }
        lane.close();
    }
}
