/**
 * Devices and memory by way of Vulkan 1.2, over LWJGL.
 *
 * <pre>
 *   VulkanContext   instance, device, queue: opened here, or the caller's own
 *        |
 *   VulkanMemory    the port that a device heap stands on
 *        |-- VulkanBlock      one VkDeviceMemory, mapped as a whole
 *        |-- CopyQueue        copies between blocks, one command buffer for each call
 *        |-- VulkanTimeline   a timeline semaphore; its values are fences
 * </pre>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Two copy at once.</strong> Recording and submitting has a monitor, and so has the
 * queue, which Vulkan wants used by one thread at a time. VulkanMemoryTest, {@code
 * manyThreadsCopy}.
 * <li><strong>A command buffer is used again while the device works on it.</strong> It is taken
 * back only when the value of the timeline that its submission signals has passed. VulkanMemoryTest,
 * {@code manyThreadsCopy}.
 * <li><strong>A fence is asked while the memory is closed.</strong> Closing waits for the last
 * value of the timeline; whoever asks a fence of it later is told that it has passed.
 * VulkanMemoryTest, {@code fencesOutliveTheMemory}.
 * </ol>
 */
@NullMarked
package dev.cleave.gpu.vulkan;

import org.jspecify.annotations.NullMarked;
