package dev.cleave.gpu;

import dev.cleave.gpu.dump.DumpBuilder;
import dev.cleave.gpu.dump.DumpedBlock;
import dev.cleave.gpu.dump.DumpedDevice;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedRange;
import dev.cleave.gpu.dump.MemoryDump;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A snapshot in the form of VulkanMemoryAllocator's memory dump.
 *
 * <p>An allocation has the bytes that were asked for; those that it takes up beyond them belong to
 * no range. Where others allocated while the snapshot was made, ranges may lie over each other: of
 * such, the first keeps its bytes, and the next has what is left.
 */
final class SnapshotDump {
    private final DeviceSnapshot snapshot;

    private SnapshotDump(DeviceSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    static MemoryDump of(DeviceSnapshot snapshot) {
        return new SnapshotDump(snapshot).dump();
    }

    private MemoryDump dump() {
        DeviceInfo device = snapshot.device();
        DumpBuilder builder = new DumpBuilder(device(device));
        for (MemoryHeap heap : device.heaps()) {
            HeapBudget budget = snapshot.budgets().get(heap.index());
            builder.heap(heap.index(), heap.deviceLocal() ? List.of(MemoryProperty.DEVICE_LOCAL.name()) : List.of(),
                    heap.byteSize(), budget.budgetBytes(), budget.usageBytes());
        }
        for (MemoryType type : device.types()) {
            builder.type(type.index(), type.heap(), type.properties().stream().map(MemoryProperty::name).toList());
        }
        snapshot.pools().forEach(pool -> builder.pool(pool(pool)));
        return builder.build();
    }

    private DumpedDevice device(DeviceInfo device) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("apiVersion", device.apiVersion());
        if (!device.api().equals(DumpedDevice.VULKAN)) {
            details.put(DumpedDevice.IMPLEMENTATION, device.api());
        }
        details.put("kind", device.kind().name().toLowerCase(Locale.ROOT));
        details.put("maxMemoryAllocationCount", device.limits().maxBlocks());
        details.put("bufferImageGranularity", device.limits().bufferImageGranularity());
        details.put("nonCoherentAtomSize", device.limits().nonCoherentAtomSize());
        details.put("memoryHeapCount", (long) device.heaps().size());
        details.put("memoryTypeCount", (long) device.types().size());
        details.put("pendingFrees", (long) snapshot.pendingFrees());
        details.put("pendingBytes", snapshot.pendingBytes());
        return new DumpedDevice(DumpedDevice.VULKAN, device.name(), details);
    }

    private static DumpedPool pool(DevicePoolSnapshot pool) {
        PoolSettings settings = pool.settings();
        List<DumpedBlock> blocks = new ArrayList<>();
        for (BlockSnapshot each : pool.blocks()) {
            blocks.add(DumpedBlock.of(blocks.size(), each.maps(), each.byteSize(), ranges(each)));
        }
        List<DumpedRange> dedicated = pool.dedicated().stream().map(SnapshotDump::dedicated).toList();
        if (pool.isDefault()) {
            return DumpedPool.ofType(settings.type(), settings.blockBytes(), blocks, dedicated);
        }
        List<String> flags = settings.layout() == BlockLayout.BUDDY ? List.of() : List.of(settings.layout().name());
        return new DumpedPool(settings.type(), true, Optional.of(settings.name()), flags, settings.blockBytes(), blocks,
                dedicated);
    }

    private static List<DumpedRange> ranges(BlockSnapshot block) {
        List<DumpedRange> seen = new ArrayList<>();
        block.allocations().forEach(each -> seen.add(range(each, each.offset(), each.byteSize())));
        block.free().forEach(each -> seen.add(DumpedRange.free(each.offset(), each.byteSize())));
        seen.sort(Comparator.comparingLong(DumpedRange::offset).thenComparing(DumpedRange::isFree));
        List<DumpedRange> apart = new ArrayList<>();
        long end = 0;
        for (DumpedRange each : seen) {
            long from = Math.max(end, each.offset());
            long to = Math.min(each.offset() + each.size(), block.byteSize());
            if (to > from) {
                apart.add(new DumpedRange(from, each.type(), to - from, each.usage(), each.customData(), each.name(),
                        each.layout()));
                end = to;
            }
        }
        return apart;
    }

    /** The device memory of a dedicated allocation is all its own. */
    private static DumpedRange dedicated(BlockSnapshot block) {
        return block.allocations().isEmpty()
                ? DumpedRange.allocated(0, DumpedRange.UNKNOWN, block.byteSize())
                : range(block.allocations().getFirst(), 0, block.byteSize());
    }

    private static DumpedRange range(AllocationSnapshot each, long offset, long byteSize) {
        Optional<String> name = each.name().isEmpty() ? Optional.empty() : Optional.of(each.name());
        return new DumpedRange(offset, each.kind().name(), byteSize, OptionalLong.empty(),
                each.userData().map(SnapshotDump::word), name, OptionalLong.empty());
    }

    /** A word of letters and digits stands as it is; of anything else, what tells it from others. */
    private static String word(Object userData) {
        String text = userData.toString();
        return text.matches("[0-9a-zA-Z]+") ? text : "%016X".formatted(System.identityHashCode(userData));
    }
}
