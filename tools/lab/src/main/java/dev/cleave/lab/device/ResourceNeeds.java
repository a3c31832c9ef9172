package dev.cleave.lab.device;

import dev.cleave.gpu.vulkan.VulkanContext;
import java.nio.LongBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkImageCreateInfo;
import org.lwjgl.vulkan.VkMemoryRequirements;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryProperties;

/**
 * What a device's buffers and images need of memory, found out by making one of each.
 *
 * @param bufferAlignment of a vertex buffer
 * @param imageAlignment of a sampled image of four bytes a texel with optimal layout
 * @param type the first memory type of the device's own that suits both
 */
public record ResourceNeeds(long bufferAlignment, long imageAlignment, int type) {
    private static final int SAMPLE_BYTES = 1024;
    private static final int SAMPLE_TEXELS = 256;

    private record Needs(long alignment, int typeBits) {}

    /**
     * Asks a device.
     *
     * @throws UnsupportedOperationException when no memory type suits both
     */
    public static ResourceNeeds of(VulkanContext context) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            Needs buffer = ofBuffer(context, stack);
            Needs image = ofImage(context, stack);
            return new ResourceNeeds(buffer.alignment, image.alignment,
                    type(context, buffer.typeBits & image.typeBits, stack));
        }
    }

    private static int type(VulkanContext context, int suiting, MemoryStack stack) {
        VkPhysicalDeviceMemoryProperties memory = VkPhysicalDeviceMemoryProperties.malloc(stack);
        VK10.vkGetPhysicalDeviceMemoryProperties(context.physicalDevice(), memory);
        for (int type = 0; type < memory.memoryTypeCount(); type++) {
            boolean local = (memory.memoryTypes(type).propertyFlags() & VK10.VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT) != 0;
            if (local && (suiting >>> type & 1) != 0) {
                return type;
            }
        }
        throw new UnsupportedOperationException("the device has no memory of its own for both buffers and images");
    }

    private static Needs ofBuffer(VulkanContext context, MemoryStack stack) {
        VkBufferCreateInfo info = VkBufferCreateInfo.calloc(stack).sType$Default().size(SAMPLE_BYTES)
                .usage(VK10.VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK10.VK_BUFFER_USAGE_VERTEX_BUFFER_BIT);
        LongBuffer buffer = stack.mallocLong(1);
        require(VK10.vkCreateBuffer(context.device(), info, null, buffer), "a buffer");
        VkMemoryRequirements needs = VkMemoryRequirements.malloc(stack);
        VK10.vkGetBufferMemoryRequirements(context.device(), buffer.get(0), needs);
        VK10.vkDestroyBuffer(context.device(), buffer.get(0), null);
        return new Needs(needs.alignment(), needs.memoryTypeBits());
    }

    private static Needs ofImage(VulkanContext context, MemoryStack stack) {
        VkImageCreateInfo info = VkImageCreateInfo.calloc(stack).sType$Default()
                .imageType(VK10.VK_IMAGE_TYPE_2D).format(VK10.VK_FORMAT_R8G8B8A8_UNORM)
                .mipLevels(1).arrayLayers(1).samples(VK10.VK_SAMPLE_COUNT_1_BIT)
                .tiling(VK10.VK_IMAGE_TILING_OPTIMAL)
                .usage(VK10.VK_IMAGE_USAGE_TRANSFER_DST_BIT | VK10.VK_IMAGE_USAGE_SAMPLED_BIT);
        info.extent().set(SAMPLE_TEXELS, SAMPLE_TEXELS, 1);
        LongBuffer image = stack.mallocLong(1);
        require(VK10.vkCreateImage(context.device(), info, null, image), "an image");
        VkMemoryRequirements needs = VkMemoryRequirements.malloc(stack);
        VK10.vkGetImageMemoryRequirements(context.device(), image.get(0), needs);
        VK10.vkDestroyImage(context.device(), image.get(0), null);
        return new Needs(needs.alignment(), needs.memoryTypeBits());
    }

    private static void require(int result, String what) {
        if (result != VK10.VK_SUCCESS) {
            throw new UnsupportedOperationException("the device makes no " + what + ": Vulkan answers " + result);
        }
    }
}
