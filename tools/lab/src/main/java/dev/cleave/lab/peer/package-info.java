/**
 * Allocators that Cleave is measured beside, all behind one contract.
 *
 * <pre>
 *   bench   ── AllocatorName.open(units, order) ──▶ Peer (one, shared) ── forThread(slots) ──▶ BlockHold (one a thread)
 *               (floor, algorithms of the workshop)   └ HeapPeer ─┐
 *               (… by the byte)                       └ Peer.heapForThread(slots) ──▶ Heap: CleaveHeap and those below
 *   replay  ── AllocatorName.openHeap(slots, alignment) ──────────┴──▶ Heap: MallocHeap, NettyHeap, …
 * </pre>
 *
 * <p>Words: an <i>order</i> k asks for 2^k units of 4 KiB; a <i>handle</i> is whatever long names a block to its own
 * allocator (an offset, an address); a <i>slot</i> is an index that the caller keeps for each live block of a thread, so
 * that allocators that hand out objects (arenas, buffers) can hold them in a plain array without a look-up.
 *
 * <p>Invariants: (1) a slot holds one live block at most, and the caller sees to it; (2) a handle is never
 * {@link dev.cleave.lab.peer.BlockHold#NO_BLOCK}; (3) a block is freed through the hold that allocated it, and from
 * another thread only where {@link dev.cleave.lab.peer.AllocatorName#freesAcrossThreads()}.
 */
@NullMarked
package dev.cleave.lab.peer;

import org.jspecify.annotations.NullMarked;
