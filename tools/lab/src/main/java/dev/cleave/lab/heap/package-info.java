/**
 * The heap report: what Cleave's heap holds, a size class at a time, when a recorded program needed most.
 *
 * <pre>
 *   Trace ─▶ HeapReplay: all events through a Heap ─┬─ at the event asked for ─▶ HeapUsage ─┐
 *                                                   └─ each allocation ─▶ Rounding ─────────┴▶ HeapReport ─▶ text, JSON
 * </pre>
 *
 * <p><b>Words.</b> <i>Stranded</i>: free slots of slabs that have others in use, which only their class can use.
 * <i>Waste</i>: bytes of a slab's block that are part of no slot. <i>Rounding</i>: bytes set aside beyond those asked for.
 *
 * <p><b>Invariants.</b> (1) The classes' used slots and the large blocks are the trace's live blocks at that event. (2) Used,
 * stranded and wasted bytes of all classes and the large blocks' are all that the heap has taken from its pool.
 */
@NullMarked
package dev.cleave.lab.heap;

import org.jspecify.annotations.NullMarked;
