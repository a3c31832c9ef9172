package dev.cleave.plan;

/**
 * What a {@link PlannedPool} has done, and holds, at one moment.
 *
 * @param hits allocations that were given their planned places
 * @param differing allocations of another size than the plan expected, that the heap served
 * @param occupied allocations whose planned place was still taken, that the heap served
 * @param unplanned allocations that outlive their turn of a cycle, that the heap served
 * @param jumps how often the pool found the program elsewhere in the plan, and followed it
 * @param turns how often the end of the plan was passed
 * @param plannedBlocks blocks that live in planned places
 * @param overdueBlocks those of them that the plan has freed by now
 */
public record PlannedUsage(
        long hits,
        long differing,
        long occupied,
        long unplanned,
        long jumps,
        long turns,
        long plannedBlocks,
        int overdueBlocks) {
    /** Allocations that the heap served. */
    public long misses() {
        return differing + occupied + unplanned;
    }

    /**
     * The share of allocations that were given their planned places, 0 to 1; 1 where there were
     * none.
     */
    public double hitRate() {
        return hits + misses() == 0 ? 1 : (double) hits / (hits + misses());
    }
}
