/**
 * On-chip shared memory shared out inside a kernel: a buddy allocator in OpenCL local memory, and a
 * persistent kernel that runs many small tasks with it.
 *
 * <p>{@link dev.cleave.gpu.shared.SharedHeap} is the allocator: source in OpenCL C to put before a
 * kernel of one's own, and the numbers that the host must know of it.
 * {@link dev.cleave.gpu.shared.SharedHeapStress} tries it with every work-item of a device.
 * {@link dev.cleave.gpu.shared.TaskKernel} runs {@linkplain dev.cleave.gpu.shared.SharedTask tasks}
 * of unlike needs in one persistent kernel, after Pagoda (Yeh et al., PPoPP 2017), with memory from
 * the buddy or {@linkplain dev.cleave.gpu.shared.MemoryPolicy shared out once for all}.
 *
 * <h2>Words</h2> A <em>unit</em> is what memory is counted in. A <em>team</em> is a part of a
 * work-group that works on one task, as a warp does. A task is <em>resident</em> from when it has
 * its memory to its end.
 *
 * <h2>Invariants and races</h2> They stand in {@code buddy.cl}, with the answers. The tests:
 * <ol>
 * <li><strong>Two want the same units.</strong> SharedHeapStressTest, {@code
 * workGroupsRaceForOneHeap}.
 * <li><strong>Two free one block.</strong> SharedHeapTest, {@code manyFreeOneBlock}.
 * <li><strong>A word is marked full while others free in it.</strong> SharedHeapStressTest, {@code
 * workGroupsRaceForOneHeap}: a mark left over shows as a heap that is not whole in the end.
 * </ol>
 *
 * On a CPU the work-items of a group take turns, so races inside a group happen on a graphics card
 * only. The work-groups run at the same time there too, and a heap that they share in global memory
 * runs the same source.
 */
@NullMarked
package dev.cleave.gpu.shared;

import org.jspecify.annotations.NullMarked;
