package dev.cleave.lab.device;

/** One thread's way to an allocator of device memory: requests of one table, allocations in slots. */
public interface DeviceLane extends AutoCloseable {
    /**
     * Allocates.
     *
     * @param request its place in the table
     * @param slot one that holds nothing
     * @return whether there was memory
     */
    boolean allocate(int request, int slot);

    /** Frees what a slot holds. */
    void free(int slot);

    /** Gives back what the lane keeps for itself; every slot is empty. */
    @Override
    default void close() {}
}
