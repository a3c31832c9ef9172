/**
 * Allocators of device memory side by side: Cleave's device heap and VulkanMemoryAllocator, over the
 * same Vulkan device, with the same requests.
 *
 * <pre>
 *   DeviceAllocator ── CleaveDevice, VmaDevice      over a VulkanContext
 *        └─ DeviceLane: one thread's way to it      requests by their place in a table, allocations by slot
 *   DeviceMix ── sizes, from ResourceNeeds ─▶ DeviceRequest
 * </pre>
 *
 * <p>Both get the same bytes, the same alignment, the same one memory type, and neither is told what
 * the memory is for; both prepare their requests beforehand, and both are as they come otherwise.
 * No resource is made or bound: what is measured is the allocator.
 */
@NullMarked
package dev.cleave.lab.device;

import org.jspecify.annotations.NullMarked;
