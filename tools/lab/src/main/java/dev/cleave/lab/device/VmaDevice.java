package dev.cleave.lab.device;

import dev.cleave.gpu.vulkan.VulkanContext;
import java.util.List;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.vma.Vma;
import org.lwjgl.util.vma.VmaAllocationCreateInfo;
import org.lwjgl.util.vma.VmaAllocatorCreateInfo;
import org.lwjgl.util.vma.VmaDefragmentationInfo;
import org.lwjgl.util.vma.VmaDefragmentationPassMoveInfo;
import org.lwjgl.util.vma.VmaDefragmentationStats;
import org.lwjgl.util.vma.VmaStatistics;
import org.lwjgl.util.vma.VmaTotalStatistics;
import org.lwjgl.util.vma.VmaVulkanFunctions;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK12;
import org.lwjgl.vulkan.VkMemoryRequirements;

/** VulkanMemoryAllocator, of LWJGL's natives, with usual settings and for several threads. */
final class VmaDevice implements DeviceAllocator {
    private final VulkanContext context;
    private final ResourceNeeds needs;
    private final long allocator;

    /**
     * An allocator over a device.
     *
     * @throws UnsupportedOperationException when LWJGL has no VulkanMemoryAllocator for this system
     */
    VmaDevice(VulkanContext context) {
        this.context = context;
        needs = ResourceNeeds.of(context);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VmaVulkanFunctions functions =
                    VmaVulkanFunctions.calloc(stack).set(context.physicalDevice().getInstance(), context.device());
            VmaAllocatorCreateInfo info = VmaAllocatorCreateInfo.calloc(stack)
                    .instance(context.physicalDevice().getInstance())
                    .physicalDevice(context.physicalDevice())
                    .device(context.device())
                    .vulkanApiVersion(VK12.VK_API_VERSION_1_2)
                    .pVulkanFunctions(functions);
            PointerBuffer created = stack.mallocPointer(1);
            require(Vma.vmaCreateAllocator(info, created), "vmaCreateAllocator");
            allocator = created.get(0);
        } catch (LinkageError missing) {
            throw new UnsupportedOperationException("LWJGL has no VulkanMemoryAllocator for this system", missing);
        }
    }

    private static void require(int result, String call) {
        if (result != VK10.VK_SUCCESS) {
            throw new UnsupportedOperationException(call + " answers " + result);
        }
    }

    @Override
    public String label() {
        return "vma";
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
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VmaTotalStatistics statistics = VmaTotalStatistics.malloc(stack);
            Vma.vmaCalculateStatistics(allocator, statistics);
            VmaStatistics total = statistics.total().statistics();
            return new DeviceState(total.blockCount(), total.blockBytes(), total.allocationCount());
        }
    }

    /** Its full algorithm, pass after pass until it has nothing more to move. */
    @Override
    public DeviceMoves defragment() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VmaDefragmentationInfo info =
                    VmaDefragmentationInfo.calloc(stack).flags(Vma.VMA_DEFRAGMENTATION_FLAG_ALGORITHM_FULL_BIT);
            PointerBuffer begun = stack.mallocPointer(1);
            require(Vma.vmaBeginDefragmentation(allocator, info, begun), "vmaBeginDefragmentation");
            long defragmentation = begun.get(0);
            VmaDefragmentationPassMoveInfo pass = VmaDefragmentationPassMoveInfo.calloc(stack);
            int result = Vma.vmaBeginDefragmentationPass(allocator, defragmentation, pass);
            while (result == VK10.VK_INCOMPLETE) {
                result = Vma.vmaEndDefragmentationPass(allocator, defragmentation, pass);
                if (result == VK10.VK_INCOMPLETE) {
                    result = Vma.vmaBeginDefragmentationPass(allocator, defragmentation, pass);
                }
            }
            require(result, "a pass of defragmentation");
            VmaDefragmentationStats statistics = VmaDefragmentationStats.malloc(stack);
            Vma.vmaEndDefragmentation(allocator, defragmentation, statistics);
            return new DeviceMoves(statistics.allocationsMoved(), statistics.bytesMoved());
        }
    }

    @Override
    public void close() {
        Vma.vmaDestroyAllocator(allocator);
        context.close();
    }

    /** Requests lie ready in native memory; a slot holds VulkanMemoryAllocator's own handle. */
    private final class Lane implements DeviceLane {
        private final VkMemoryRequirements.Buffer requirements;
        private final VmaAllocationCreateInfo info = VmaAllocationCreateInfo.calloc();
        private final PointerBuffer answer = MemoryUtil.memAllocPointer(1);
        private final long[] slots;

        Lane(List<DeviceRequest> requests, int slotCount) {
            requirements = VkMemoryRequirements.calloc(requests.size());
            for (int each = 0; each < requests.size(); each++) {
                VkMemoryRequirements own = requirements.get(each);
                MemoryUtil.memPutLong(own.address() + VkMemoryRequirements.SIZE, requests.get(each).byteSize());
                MemoryUtil.memPutLong(own.address() + VkMemoryRequirements.ALIGNMENT, requests.get(each).alignment());
                MemoryUtil.memPutInt(own.address() + VkMemoryRequirements.MEMORYTYPEBITS, 1 << needs.type());
            }
            slots = new long[slotCount];
        }

        @Override
        public boolean allocate(int request, int slot) {
            int result = Vma.nvmaAllocateMemory(allocator, requirements.address(request), info.address(),
                    answer.address(), MemoryUtil.NULL);
            slots[slot] = MemoryUtil.memGetAddress(answer.address());
            return result == VK10.VK_SUCCESS;
        }

        @Override
        public void free(int slot) {
            Vma.nvmaFreeMemory(allocator, slots[slot]);
        }

        @Override
        public void close() {
            requirements.free();
            info.free();
            answer.free();
        }
    }
}
