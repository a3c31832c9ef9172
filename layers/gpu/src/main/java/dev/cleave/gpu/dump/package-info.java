/**
 * What a device's memory looked like at one moment, in the form of VulkanMemoryAllocator's memory
 * dump, so that its tools and Cleave's read each other's.
 *
 * <pre>
 *   MemoryDump ─┬─ DumpedDevice      the interface and the card
 *               ├─ DumpStatistics    of all
 *               ├─ DumpedHeap        size, budget, statistics
 *               │    └─ DumpedType   a memory type of the heap
 *               └─ DumpedPool        of a memory type, the default one or a custom one
 *                    ├─ DumpedBlock  a piece of device memory, and the DumpedRanges in it, free ones too
 *                    └─ DumpedRange  a dedicated allocation, which has device memory of its own
 * </pre>
 *
 * <p>{@link dev.cleave.gpu.dump.DumpBuilder} makes a dump and computes its statistics; {@link
 * dev.cleave.gpu.dump.DumpJson} writes it. All of it is immutable but the builder, which is for one
 * thread. Sizes and offsets are in bytes.
 *
 * <p>The form is that of the schema {@code
 * https://gpuopen.com/vulkan-memory-allocator/schemas/GpuMemDump}. What each record refuses is what
 * the schema refuses, and what cannot be: a range beyond its block, two ranges over each other.
 */
@NullMarked
package dev.cleave.gpu.dump;

import org.jspecify.annotations.NullMarked;
