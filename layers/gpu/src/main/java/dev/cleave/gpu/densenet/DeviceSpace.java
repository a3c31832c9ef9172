package dev.cleave.gpu.densenet;

import dev.cleave.gpu.AllocationRequest;
import dev.cleave.gpu.DeviceAllocation;
import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.DeviceMemory;
import dev.cleave.gpu.DeviceMemoryExhaustedException;
import dev.cleave.gpu.MemoryHeap;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.RangeCopy;
import dev.cleave.gpu.ResourceKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A heap over a device's memory: the device copies, and a tensor that it still copies keeps its
 * place until that is over.
 */
public final class DeviceSpace implements TensorSpace {
    private static final Duration COPY_PATIENCE = Duration.ofMinutes(1);

    private final DeviceMemory memory;
    private final DeviceHeap heap;
    private final List<DeviceAllocation> allocations = new ArrayList<>();
    private final Deque<Integer> unused = new ArrayDeque<>();
    private @Nullable DeviceFence lastCopy;

    /**
     * A heap with usual settings, which is closed with it.
     *
     * @param memory stays open
     */
    public DeviceSpace(DeviceMemory memory) {
        this.memory = memory;
        heap = DeviceHeap.over(memory).closePatience(COPY_PATIENCE).build();
    }

    @Override
    public long allocate(long bytes) {
        heap.completeFrees();
        Optional<DeviceAllocation> found = tryAllocate(bytes);
        if (found.isEmpty() && heap.pendingFrees() > 0) {
            waitForCopies();
            found = tryAllocate(bytes);
        }
        return found.isEmpty() ? FULL : remember(found.get());
    }

    private Optional<DeviceAllocation> tryAllocate(long bytes) {
        try {
            return Optional.of(heap.allocate(AllocationRequest.of(bytes).kind(ResourceKind.BUFFER)
                    .prefer(MemoryProperty.DEVICE_LOCAL)));
        } catch (DeviceMemoryExhaustedException full) {
            return Optional.empty();
        }
    }

    /** Copies end in the order in which they began: after the last, what waits for any is free. */
    private void waitForCopies() {
        if (lastCopy != null && lastCopy.await(COPY_PATIENCE)) {
            heap.completeFrees();
        }
    }

    private long remember(DeviceAllocation allocation) {
        if (unused.isEmpty()) {
            allocations.add(allocation);
            return allocations.size() - 1L;
        }
        int place = unused.pop();
        allocations.set(place, allocation);
        return place;
    }

    @Override
    public void free(long place) {
        heap.free(allocations.get((int) place));
        unused.push((int) place);
    }

    @Override
    public void copy(long from, long to, Step.Copy rows) {
        DeviceAllocation source = allocations.get((int) from);
        DeviceAllocation target = allocations.get((int) to);
        List<RangeCopy> copies = new ArrayList<>(rows.rows());
        for (long row = 0; row < rows.rows(); row++) {
            copies.add(new RangeCopy(source.block(), source.offset() + rows.fromStart() + row * rows.fromStride(),
                    target.block(), target.offset() + rows.toStart() + row * rows.toStride(), rows.rowBytes()));
        }
        DeviceFence done = memory.copy(copies);
        lastCopy = done;
        source.guard(done);
        target.guard(done);
    }

    /** The blocks that the heap has of the device, in all of the device's memory heaps. */
    @Override
    public long reservedBytes() {
        long reserved = 0;
        for (MemoryHeap each : memory.info().heaps()) {
            reserved += heap.reservedBytes(each.index());
        }
        return reserved;
    }

    /**
     * Waits for copies, and gives all blocks back.
     *
     * @throws IllegalStateException where tensors live
     */
    @Override
    public void close() {
        heap.close();
    }
}
