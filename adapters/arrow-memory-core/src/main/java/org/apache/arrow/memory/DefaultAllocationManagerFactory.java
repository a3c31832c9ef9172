package org.apache.arrow.memory;

import dev.cleave.arrow.CleaveArrowMemory;
import dev.cleave.memory.Pool;
import org.jspecify.annotations.NullMarked;

/**
 * What Arrow finds by itself, by this name and the field's: memory of one pool for the whole
 * process. The pool has {@code -Dcleave.arrow.capacity=…} bytes, or what a pool has unless told: it
 * follows the container's limit. It lives as long as the process.
 */
@NullMarked
public final class DefaultAllocationManagerFactory {
    /** What Arrow reads. */
    public static final AllocationManager.Factory FACTORY = CleaveArrowMemory.of(openPool());

    private DefaultAllocationManagerFactory() {}

    private static Pool openPool() {
        var settings = Pool.builder().name("arrow");
        String capacity = System.getProperty("cleave.arrow.capacity", "");
        if (!capacity.isEmpty()) {
            settings.capacity(bytes(capacity));
        }
        return settings.build();
    }

    private static long bytes(String capacity) {
        try {
            return Long.parseLong(capacity);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("cleave.arrow.capacity=" + capacity
                    + ": it must be a number of bytes, as 4294967296 for 4 GiB", wrong);
        }
    }
}
