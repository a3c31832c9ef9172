package dev.cleave.gpu;

import java.util.EnumSet;
import java.util.Set;

/**
 * A kind of memory that a device offers: which heap it lies in, and what can be done with it.
 * Immutable.
 *
 * @param index its place in {@link DeviceInfo#types()}
 * @param heap index of the memory heap
 * @param properties what can be done with it
 */
public record MemoryType(int index, int heap, Set<MemoryProperty> properties) {
    /** Copies the set. */
    public MemoryType {
        EnumSet<MemoryProperty> copy = EnumSet.noneOf(MemoryProperty.class);
        copy.addAll(properties);
        properties = java.util.Collections.unmodifiableSet(copy);
    }

    /** Whether it has a property. */
    public boolean is(MemoryProperty property) {
        return properties.contains(property);
    }

    /**
     * Whether the processor sees it, and flushes are needed for what it writes there.
     */
    public boolean needsFlushes() {
        return is(MemoryProperty.HOST_VISIBLE) && !is(MemoryProperty.HOST_COHERENT);
    }
}
