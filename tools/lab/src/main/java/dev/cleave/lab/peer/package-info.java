/**
 * Allocators by name, and the lab's two contracts for them.
 *
 * <pre>
 *                  ┌ openBlocks ──▶ BlockAllocator (of the workshop): blocks by order, no memory under them
 *   AllocatorName ─┤                       │ BlockMemory lays it over memory
 *                  │                       ▼
 *                  └ openBytes ───▶ ByteAllocator: memory by the byte
 *                                     ├ CleaveHeap, CleaveBlocks, GroupedBlocks, PlannedMemory: over a pool (PooledAllocator)
 *                                     └ MallocHeap, NettyHeap, …: the peers (HeapKind), out of the whole address space
 * </pre>
 *
 * <p>Words: an <i>order</i> k asks for 2^k units; a <i>slot</i> is an index that the caller keeps
 * for each live block, so that allocators that hand out objects (arenas, buffers) can hold them in
 * a plain array without a look-up.
 *
 * <p>Invariants: (1) a slot holds one live block at most, and the caller sees to it; (2) a block is
 * freed through the allocator that it came from, with its slot, and from another thread only where
 * {@link dev.cleave.lab.peer.AllocatorName#freesAcrossThreads()}; (3) each name is there once, and
 * nothing else opens an allocator for a comparison.
 */
@NullMarked
package dev.cleave.lab.peer;

import org.jspecify.annotations.NullMarked;
