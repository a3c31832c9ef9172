/**
 * Netty's buffers on a bounded pool: {@link dev.cleave.netty.CleaveByteBufAllocator} is a {@link
 * io.netty.buffer.ByteBufAllocator} over a {@link dev.cleave.heap.Heap}.
 *
 * <h2>Words</h2>
 * Netty's own: a buffer has a <em>capacity</em> and a reference count, and is <em>released</em>; its
 * memory is <em>direct</em>, outside of the Java heap, or an array. <em>Pinned</em> is what live
 * direct buffers have room for, <em>used</em> what their heap holds of the pool, slabs with free
 * slots included, <em>committed</em> what the pool has of the system's memory.
 *
 * <h2>Picture</h2>
 * <pre>
 *   Channel, handlers ─▶ CleaveByteBufAllocator ─┬─ direct: CleaveByteBuf ─▶ Heap ─▶ Pool
 *                                                └─ arrays: Netty's unpooled, counted
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A direct buffer has one block of the heap, from its constructor to its last release.
 * <li>A constructor that throws has no block.
 * <li>Nothing is bound to a thread: who releases a buffer need not be who allocated it.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Two release the last reference.</strong> Netty's count decides: one deallocates, the
 * other gets {@link io.netty.util.IllegalReferenceCountException}. CleaveByteBufTest, {@code
 * releasedByTwo}.
 * <li><strong>The allocator is closed while others allocate.</strong> Not allowed, as with a heap:
 * stop who allocates first. Closing is refused while a buffer lives.
 * </ol>
 */
@NullMarked
package dev.cleave.netty;

import org.jspecify.annotations.NullMarked;
