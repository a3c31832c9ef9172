package dev.cleave.gpu;

import java.util.List;

/**
 * A pool as it was when a snapshot was made.
 *
 * @param settings how it was to be; the size of its blocks is the one in use
 * @param isDefault whether it is the heap's own for its memory type
 * @param blocks those that allocations share
 * @param dedicated those that are one allocation's each
 */
public record DevicePoolSnapshot(
        PoolSettings settings, boolean isDefault, List<BlockSnapshot> blocks, List<BlockSnapshot> dedicated) {
    /** Copies the lists. */
    public DevicePoolSnapshot {
        blocks = List.copyOf(blocks);
        dedicated = List.copyOf(dedicated);
    }

    /** The figures of all its blocks. */
    public DeviceUsage usage() {
        return DeviceUsage.of(blocks).plus(DeviceUsage.of(dedicated));
    }
}
