/**
 * Arrow's buffers on a bounded pool: {@link dev.cleave.arrow.CleaveArrowMemory} is the factory of
 * their memory, over a {@link dev.cleave.heap.Heap}.
 *
 * <h2>Picture</h2>
 * <pre>
 *   vectors ─▶ BufferAllocator (Arrow: accounting, limits, slices, ownership) ─▶ CleaveArrowMemory ─▶ Heap ─▶ Pool
 *                     ArrowBuf ─▶ its reference manager ─▶ ArrowBlock: a block
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>Each {@code ArrowBlock} has one block of the heap, from its constructor until Arrow's last release of it.
 * <li>A buffer that cannot be made leaves no block and no bytes in Arrow's accounting.
 * </ol>
 *
 * <p>Races are Arrow's: it releases a block once, from whichever thread gives up the last
 * reference. The heap takes a block back from any thread.
 */
@NullMarked
package dev.cleave.arrow;

import org.jspecify.annotations.NullMarked;
