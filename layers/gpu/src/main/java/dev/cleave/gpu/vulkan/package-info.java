/** Devices and memory by way of Vulkan. */
@NullMarked
package dev.cleave.gpu.vulkan;

import org.jspecify.annotations.NullMarked;
