package dev.cleave.gpu;

import dev.cleave.gpu.dump.MemoryDump;
import java.util.List;

/**
 * A device heap as it was: every block, every allocation. Nothing stops while it is made, so it is
 * an estimate while others allocate.
 *
 * @param device the device
 * @param budgets budget and usage of each memory heap
 * @param pools all pools, those of the heap first
 * @param pendingFrees how many allocations wait for a fence
 * @param pendingBytes bytes of those
 */
public record DeviceSnapshot(
        DeviceInfo device,
        List<HeapBudget> budgets,
        List<DevicePoolSnapshot> pools,
        int pendingFrees,
        long pendingBytes) {
    /** Copies the lists. */
    public DeviceSnapshot {
        budgets = List.copyOf(budgets);
        pools = List.copyOf(pools);
    }

    /** The figures of a memory heap. */
    public DeviceUsage usageOfHeap(int memoryHeap) {
        device.heap(memoryHeap);
        return sum(pools.stream().filter(pool -> device.type(pool.settings().type()).heap() == memoryHeap).toList());
    }

    /** The figures of a memory type. */
    public DeviceUsage usageOfType(int type) {
        device.type(type);
        return sum(pools.stream().filter(pool -> pool.settings().type() == type).toList());
    }

    /** The figures of all. */
    public DeviceUsage usage() {
        return sum(pools);
    }

    /** The heap as text: see {@link MemoryPicture}. */
    public String picture() {
        return MemoryPicture.of(this);
    }

    /**
     * The heap as VulkanMemoryAllocator's tools read it; {@link dev.cleave.gpu.dump.DumpJson} writes it.
     */
    public MemoryDump dump() {
        return SnapshotDump.of(this);
    }

    private static DeviceUsage sum(List<DevicePoolSnapshot> pools) {
        DeviceUsage all = DeviceUsage.NONE;
        for (DevicePoolSnapshot pool : pools) {
            all = all.plus(pool.usage());
        }
        return all;
    }
}
