/**
 * The one contract of the workshop: what every allocator of blocks can do, and what it says of itself.
 *
 * <p>Words: a <i>unit</i> is the smallest block; an <i>order</i> k block has 2^k units; the <i>shape</i> of a space is
 * its number of units and its largest order; an allocator's <i>books</i> are what it keeps to know what is free.
 *
 * <pre>
 *   Shape(units 16, maxOrder 4)        offsets  0               8       12  14 15
 *                                              ├───────────────┼───────┼───┼─┼─┤
 *                                       order         3             2    1  0 0
 * </pre>
 *
 * <p>Beside it stand a lock around an algorithm for a single thread
 * ({@link dev.cleave.workshop.contract.LockedAllocator}), and what algorithms that keep something
 * for each processor have in the place of one
 * ({@link dev.cleave.workshop.contract.ProcessorStripes}).
 *
 * <p>What must hold of an allocator, whoever calls it (the kit tests each):
 *
 * <ol>
 *   <li>No two allocated blocks share a unit, and none leaves the space.
 *   <li>Free units and those set aside for allocated blocks are together all units.
 *   <li>A request is refused only when no free block is large enough, caches counted in.
 *   <li>When all is freed and drained, the free blocks are those of a fresh space.
 *   <li>An offset at which no allocated block begins is refused, and nothing changes.
 * </ol>
 */
@NullMarked
package dev.cleave.workshop.contract;

import org.jspecify.annotations.NullMarked;
