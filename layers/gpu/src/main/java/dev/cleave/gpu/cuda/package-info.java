/**
 * Memory of NVIDIA's cards through CUDA's driver, called by {@code java.lang.foreign}.
 *
 * <pre>
 *   CudaMemory (a DeviceMemory) ─┬─ CudaRange   addresses reserved once, memory mapped as it grows
 *                                ├─ CudaBlock   a block of a heap: a range, or pinned memory of the processor
 *                                └─ CudaFence   an event in a stream: what is freed behind it waits for it
 *   CudaDriver: the calls, in Java's terms ── NativeCudaDriver: libcuda, CudaStructs, CudaResult
 * </pre>
 *
 * <p><b>Words.</b> They are CUDA's. A <i>context</i> is a process's hold on a card; here it is the
 * primary one, which CUDA's runtime shares, and which each call makes current for itself. A
 * <i>stream</i> is a queue of work; an <i>event</i> is a point in it. The <i>granularity</i> is what
 * physical memory is handed out in multiples of, 2 MiB on today's cards.
 *
 * <p><b>Invariants.</b> (1) A range's mapped bytes are one piece from its beginning, a multiple of
 * the granularity, and no more than its addresses. (2) A call that fails leaves a range as it was.
 * (3) Physical memory has no handle but its mapping: unmapping gives it back. (4) An event is
 * destroyed once, when its fence has passed or its memory is closed.
 *
 * <p><b>Races.</b> (1) <i>Two grow one range</i>, or one grows and another closes it: a range's
 * changes happen one after another, under its lock; CudaRangeTest, {@code twoGrowOneRange}. (2)
 * <i>Two ask one fence as it passes</i>: one of them destroys the event, and the other does not ask
 * it; CudaFenceTest, {@code manyAskOneFence}.
 *
 * <p>Nothing here is loaded before it is asked for: without the driver's library, {@link
 * dev.cleave.gpu.cuda.CudaMemory#open} says so, and all else of the module works.
 */
@NullMarked
package dev.cleave.gpu.cuda;

import org.jspecify.annotations.NullMarked;
