package dev.cleave.lab.bench;

import dev.cleave.lab.device.DeviceLane;

/** Device memory as a hold on blocks whose "orders" are places in a table of requests; handles are slots. */
record DeviceHold(DeviceLane lane) implements BlockHold {
    @Override
    public long allocate(int order, int slot) {
        return lane.allocate(order, slot) ? slot : NO_BLOCK;
    }

    @Override
    public void free(long handle, int slot) {
        lane.free(slot);
    }
}
