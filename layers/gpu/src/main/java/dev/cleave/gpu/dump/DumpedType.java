package dev.cleave.gpu.dump;

import java.util.List;

/**
 * A memory type: a way of using a heap.
 *
 * @param index the device's number for it, 0 or more
 * @param flags as {@code HOST_VISIBLE}
 * @param statistics of all pools in it
 */
public record DumpedType(int index, List<String> flags, DumpStatistics statistics) {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public DumpedType {
        Figures.requireCount("a type's number", index);
        flags = List.copyOf(flags);
    }
}
