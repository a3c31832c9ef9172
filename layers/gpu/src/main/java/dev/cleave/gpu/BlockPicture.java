package dev.cleave.gpu;

import java.util.ArrayList;
import java.util.List;

/** Makes snapshots of blocks. */
final class BlockPicture {
    private BlockPicture() {}

    static BlockSnapshot of(HeapBlock block) {
        List<AllocationSnapshot> allocations = new ArrayList<>();
        block.owners.forEach(each -> allocations.add(of(each)));
        List<FreeRange> free = new ArrayList<>();
        if (!block.dedicated) {
            block.space.forEachFreeRun((unit, units) -> free.add(
                    new FreeRange(unit << block.unitShift, units << block.unitShift)));
        }
        return new BlockSnapshot(block.device.handle(), block.byteSize(), block.dedicated, block.mapping.users(),
                allocations, free);
    }

    private static AllocationSnapshot of(DeviceAllocation each) {
        return new AllocationSnapshot(each.offset(), each.byteSize(), each.reservedBytes(), each.kind(),
                !each.isLive(), each.name(), each.userData());
    }
}
