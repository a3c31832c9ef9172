/**
 * Tensors in pieces: several places in memory seen as one tensor, without a copy.
 *
 * <h2>Words</h2>
 * An <em>axis</em> is one dimension, counted from the outermost, 0; its <em>extent</em> is how many
 * indices it has. A <em>stride</em> is how many elements apart neighbours along an axis lie.
 * Elements are <em>dense</em> from an axis inward when they lie next to each other in the order of
 * their indices. A <em>piece</em> is a part of a tensor with strides of its own. A <em>run</em> is
 * elements next to each other in both orders.
 *
 * <pre>
 *   along axis 1:   images ┌────────┬────┬────┬────┐
 *                          │ piece 0│ 1  │ 2  │ 3  │   each in its own memory
 *                          └────────┴────┴────┴────┘
 *                          channels 0 ─────────────▶
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>The pieces' extents along the tensor's axis add up to its own, and are equal to its own along
 * all others.</li>
 * <li>Every element lies within its piece's memory.</li>
 * <li>All is immutable but for the bytes.</li>
 * </ol>
 */
@NullMarked
package dev.cleave.gpu.tensor;

import org.jspecify.annotations.NullMarked;
