package dev.cleave.lab.device;

import dev.cleave.gpu.AllocationRequest;
import dev.cleave.gpu.Defragmentation;
import dev.cleave.gpu.DefragmentationPass;
import dev.cleave.gpu.DefragmentationSettings;
import dev.cleave.gpu.DeviceAllocation;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.DeviceMemoryExhaustedException;
import dev.cleave.gpu.DeviceUsage;
import dev.cleave.gpu.vulkan.VulkanContext;
import dev.cleave.gpu.vulkan.VulkanMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cleave's device heap with usual settings. */
final class CleaveDevice implements DeviceAllocator {
    private final VulkanContext context;
    private final ResourceNeeds needs;
    private final VulkanMemory memory;
    private final DeviceHeap heap;

    CleaveDevice(VulkanContext context) {
        this.context = context;
        needs = ResourceNeeds.of(context);
        memory = VulkanMemory.of(context);
        heap = DeviceHeap.of(memory);
    }

    @Override
    public String label() {
        return "cleave";
    }

    @Override
    public ResourceNeeds needs() {
        return needs;
    }

    @Override
    public DeviceLane lane(List<DeviceRequest> requests, int slots) {
        return new Lane(requests, slots);
    }

    @Override
    public DeviceState state() {
        DeviceUsage usage = heap.snapshot().usage();
        return new DeviceState(usage.blocks(), usage.blockBytes(), usage.allocations());
    }

    @Override
    public DeviceMoves defragment() {
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited())) {
            DefragmentationPass pass = work.beginPass();
            while (!pass.moves().isEmpty()) {
                pass.end();
                pass = work.beginPass();
            }
            return new DeviceMoves(work.result().moves(), work.result().bytesMoved());
        } finally {
            heap.trim();
        }
    }

    @Override
    public void close() {
        heap.close();
        memory.close();
        context.close();
    }

    /** Requests lie ready as objects; a slot holds the heap's allocation. */
    private final class Lane implements DeviceLane {
        private final AllocationRequest[] requests;
        private final @Nullable DeviceAllocation[] slots;

        Lane(List<DeviceRequest> requests, int slotCount) {
            this.requests = requests.stream()
                    .map(each -> AllocationRequest.of(each.byteSize()).alignment(each.alignment()).type(needs.type()))
                    .toArray(AllocationRequest[]::new);
            slots = new DeviceAllocation[slotCount];
        }

        @Override
        public boolean allocate(int request, int slot) {
            try {
                slots[slot] = heap.allocate(requests[request]);
                return true;
            } catch (DeviceMemoryExhaustedException full) {
                return false;
            }
        }

        @Override
        public void free(int slot) {
            DeviceAllocation held = slots[slot];
            if (held == null) {
                throw new IllegalStateException("slot " + slot + " holds nothing");
            }
            slots[slot] = null;
            heap.free(held);
        }
    }
}
