/**
 * The buddy system with a tree for its books, in two opposite ways.
 *
 * <ul>
 *   <li>{@link dev.cleave.workshop.tree.FreeTreeBuddy} keeps the <i>free blocks</i> as the nodes of a balanced tree: as many
 *       nodes as there are free blocks, found by comparing.
 *   <li>{@link dev.cleave.workshop.tree.BitmapTreeBuddy} keeps the <i>space</i> as a tree: as many nodes as there are
 *       possible blocks, found by descending.
 * </ul>
 *
 * <pre>
 *   16 units, after allocate(0)
 *
 *   free tree                                bitmap tree: the largest free order below, plus 1
 *
 *           (order 1, at 2)                                    4
 *            ╱            ╲                            3                4
 *   (order 0, at 1)   (order 2, at 4)              2       3        4        4     ◀ stale below a whole
 *                              ╲                 1   2   3   3    …
 *                         (order 3, at 8)       0 1 …
 * </pre>
 */
@NullMarked
package dev.cleave.workshop.tree;

import org.jspecify.annotations.NullMarked;
