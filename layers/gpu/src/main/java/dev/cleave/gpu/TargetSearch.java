package dev.cleave.gpu;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Second places for allocations of a victim: each in the first of some blocks that has room. Not
 * thread-safe; others allocate and free in the blocks meanwhile.
 */
final class TargetSearch {
    private final List<HeapBlock> blocks;
    /** Before this one, no block had room for one like the last. */
    private int first;
    private long units;
    private int alignment;

    TargetSearch(List<HeapBlock> blocks) {
        this.blocks = blocks;
    }

    /** A place for an allocation; null where no block has room for it. Cheap where like ones follow each other. */
    @Nullable
    DeviceAllocation find(DeviceAllocation source) {
        if (source.units() != units || source.alignmentOrder() != alignment) {
            first = 0;
            units = source.units();
            alignment = source.alignmentOrder();
        }
        for (; first < blocks.size(); first++) {
            DeviceAllocation target = DevicePool.allocateTarget(blocks.get(first), source);
            if (target != null) {
                return target;
            }
        }
        return null;
    }
}
