package dev.cleave.lab.device;

import java.util.List;

/** An allocator of the memory of one device. Any thread may ask for a lane. */
public interface DeviceAllocator extends AutoCloseable {
    /** The name in tables. */
    String label();

    /** What the device's resources need. */
    ResourceNeeds needs();

    /**
     * The calling thread's way to it.
     *
     * @param slots the most allocations that will be held through it at a time
     */
    DeviceLane lane(List<DeviceRequest> requests, int slots);

    /** What it holds now; asked while nobody allocates. */
    DeviceState state();

    /**
     * Moves allocations together as well as it can, and gives back what is empty then. Contents are
     * not copied: what would have to be is counted.
     */
    DeviceMoves defragment();

    /** Gives all memory back; every allocation was freed before. */
    @Override
    void close();
}
