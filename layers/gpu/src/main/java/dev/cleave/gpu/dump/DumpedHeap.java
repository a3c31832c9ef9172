package dev.cleave.gpu.dump;

import java.util.List;
import java.util.OptionalLong;

/**
 * A heap of the device: physical memory that one or more memory types share.
 *
 * @param index the device's number for it, 0 or more
 * @param flags as {@code DEVICE_LOCAL}
 * @param size in bytes; empty where the device did not tell
 * @param budgetBytes what this process may use of it before things go wrong, as the device
 *     estimates
 * @param usageBytes what this process uses of it now
 * @param statistics of all pools in it
 * @param types of the heap
 */
public record DumpedHeap(
        int index,
        List<String> flags,
        OptionalLong size,
        long budgetBytes,
        long usageBytes,
        DumpStatistics statistics,
        List<DumpedType> types) {

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException when one is negative
     */
    public DumpedHeap {
        Figures.requireCount("a heap's number", index);
        size.ifPresent(bytes -> Figures.requireCount("Size", bytes));
        Figures.requireCount("BudgetBytes", budgetBytes);
        Figures.requireCount("UsageBytes", usageBytes);
        flags = List.copyOf(flags);
        types = List.copyOf(types);
    }
}
