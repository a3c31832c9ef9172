package dev.cleave.gpu.fused;

import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.gpu.tensor.TensorMemory;

/**
 * What the layers of a DenseNet compute, on feature maps of binary32: {@code [images, channels,
 * height, width]}, in pieces along the channels.
 *
 * <p>Every implementation does the same operations on each element in the same order, with fused
 * multiplications and additions, so that all give the same bits, whatever the pieces are:
 *
 * <ul>
 * <li>a convolution adds up channel by channel, and within one row by row and column by column of
 * its kernel; what lies outside of the image counts as 0 and is added like any other element;</li>
 * <li>a sum over a channel is added up pixel by pixel for each image, and then image by image.</li>
 * </ul>
 *
 * <p>Input and output must not overlap. One thread at a time.
 *
 * @param <M> where the feature maps lie
 */
public interface LayerKernels<M extends TensorMemory> {
    /** What computes, in one word. */
    String name();

    /** New dense feature maps, with any content, to be {@linkplain #free freed}. */
    PieceTensor<M> allocate(Shape shape);

    /** Feature maps of {@link #allocate} end. */
    void free(PieceTensor<M> maps);

    /**
     * Mean and variance of each channel.
     *
     * @throws IllegalArgumentException for what are no feature maps
     */
    Statistics statistics(PieceTensor<M> input);

    /**
     * Convolves an input, which is normalized as it is read.
     *
     * @param input in any number of pieces
     * @param normalization of the input's channels, or {@link Normalization#IDENTITY}
     * @param output dense
     * @throws IllegalArgumentException where they do not fit together; nothing was written
     */
    void convolve(PieceTensor<M> input, Normalization normalization, Weights weights, PieceTensor<M> output);

    /**
     * Writes an input side by side, normalized or as it is: what a framework does that cannot read
     * pieces.
     *
     * @param output dense
     * @throws IllegalArgumentException where they do not fit together; nothing was written
     */
    void materialize(PieceTensor<M> input, Normalization normalization, PieceTensor<M> output);
}
