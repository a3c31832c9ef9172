/**
 * Layers that read their input from a list of pieces and normalize it as they read: batch
 * normalization, ReLU and a convolution in one, on the processor and on OpenCL devices, all with the
 * same bits.
 *
 * <h2>Words</h2>
 * A {@linkplain dev.cleave.gpu.fused.Normalization normalization} is batch normalization and ReLU
 * as a scale and a shift for each channel. To <em>materialize</em> is to write an input side by
 * side, as a framework does that cannot read pieces. A <em>bottleneck</em> is what a 1×1
 * convolution makes before the 3×3 convolution that follows.
 *
 * <pre>
 *   fused:          pieces ──(scale, shift, ReLU, 1×1)──▶ bottleneck ──(scale, shift, ReLU, 3×3)──▶ piece
 *   concatenating:  pieces ──▶ copy ──▶ normalized copy ──(1×1)──▶ bottleneck ──▶ normalized ──(3×3)──▶ piece
 * </pre>
 *
 * {@link dev.cleave.gpu.fused.FusedGradients} is the way back through the first half of a layer.
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>Each element of an output is added up in the one order that {@link
 * dev.cleave.gpu.fused.LayerKernels} says, by fused multiplications and additions.</li>
 * <li>A call that refuses its arguments has written nothing.</li>
 * </ol>
 */
@NullMarked
package dev.cleave.gpu.fused;

import org.jspecify.annotations.NullMarked;
