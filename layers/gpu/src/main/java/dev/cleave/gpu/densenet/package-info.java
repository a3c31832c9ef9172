/**
 * DenseNets: their architecture, what a step of their training does to memory in three ways, and
 * that run through an allocator.
 *
 * <h2>Words</h2>
 * A <em>piece</em> is what one layer makes: {@code growth} channels. A layer of a dense block reads
 * all pieces before it, normalizes them (batch normalization and ReLU) and convolves them with 1×1
 * kernels into a <em>bottleneck</em>, which is normalized and convolved with 3×3 kernels into the
 * next piece. A <em>transition</em> between two blocks halves channels, height and width. The
 * <em>statistics</em> of a channel are its mean and variance over the batch. A
 * {@linkplain dev.cleave.gpu.densenet.Way way} is what a framework copies and keeps.
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A sequence allocates each tensor once, and frees it once.</li>
 * <li>What is copied is live, and lies within its tensor.</li>
 * <li>No two live tensors of a run overlap, and a copy has the bytes of what it was copied from.</li>
 * </ol>
 */
@NullMarked
package dev.cleave.gpu.densenet;

import org.jspecify.annotations.NullMarked;
