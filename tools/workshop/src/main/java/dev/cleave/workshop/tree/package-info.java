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
 *   8 units, after allocate(0)
 *
 *   free tree: a node for each free block       bitmap tree: a node for each possible block,
 *                                               the largest free order below it, plus 1
 *           (order 1, at 2)
 *            ╱            ╲                                     3
 *   (order 0, at 1)  (order 2, at 4)                    2               3
 *                                                   1       2       2       2
 *                                                 0   1   1   1   1   1   1   1
 * </pre>
 */
@NullMarked
package dev.cleave.workshop.tree;

import org.jspecify.annotations.NullMarked;
