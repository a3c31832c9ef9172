/**
 * The buddy system as it is first taught: the blocks of each order in a list of their own.
 *
 * <pre>
 *   order 4  ∙                                   ListBuddy: find or split, free and coalesce
 *   order 3  8 free                                  │
 *   order 2  4 free                                  ▼
 *   order 1  2 free                              BlockList: the blocks of one order
 *   order 0  0 taken, 1 free                         ├─ ScannedList     over a java.util.List: a vector, or linked
 *            (16 units, after allocate(0))           └─ IntrusiveList   links in arrays, as a kernel has them
 * </pre>
 *
 * <p>What holds between two calls:
 *
 * <ol>
 *   <li>Each unit lies in exactly one block, and each block in the list of its order.
 *   <li>A block of order k begins at a multiple of 2^k.
 *   <li>Below the largest order, no two buddies are both free: the free that made the second free has joined them.
 * </ol>
 *
 * <p>All three kinds obey the same {@link dev.cleave.workshop.lists.ListBuddy}; what sets them apart by a factor of thousands
 * is only how long a list takes to find a block.
 */
@NullMarked
package dev.cleave.workshop.lists;

import org.jspecify.annotations.NullMarked;
