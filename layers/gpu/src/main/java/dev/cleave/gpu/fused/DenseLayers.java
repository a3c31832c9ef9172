package dev.cleave.gpu.fused;

import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.gpu.tensor.TensorMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The layers of one dense block, forward: each reads all that was made before it, normalizes and
 * convolves it with 1×1 kernels, normalizes and convolves that with 3×3 kernels, and adds a piece.
 *
 * @param layers the first one first
 */
public record DenseLayers(List<Layer> layers) {
    /** As frameworks have it. */
    private static final float EPSILON = 1e-5f;

    /** Keeps a copy. */
    public DenseLayers {
        layers = List.copyOf(layers);
    }

    /**
     * What one layer has learned.
     *
     * @param firstGamma factors of the channels that it reads
     * @param firstBeta additions to them
     * @param narrow its 1×1 convolution
     * @param secondGamma factors of the bottleneck's channels
     * @param secondBeta additions to them
     * @param wide its 3×3 convolution
     */
    public record Layer(float[] firstGamma, float[] firstBeta, Weights narrow, float[] secondGamma, float[] secondBeta,
            Weights wide) {}

    /**
     * Layers with random parameters.
     *
     * @param channels that the first one reads
     * @param growth channels that each adds
     * @param bottleneck channels between its two convolutions
     */
    public static DenseLayers random(int channels, int count, int growth, int bottleneck, SplittableRandom random) {
        List<Layer> layers = new ArrayList<>();
        for (int layer = 0; layer < count; layer++) {
            int inputs = channels + layer * growth;
            layers.add(new Layer(figures(inputs, 1, random), figures(inputs, 0, random),
                    new Weights(bottleneck, inputs, 1, figures(bottleneck * inputs, 0, random)),
                    figures(bottleneck, 1, random), figures(bottleneck, 0, random),
                    new Weights(growth, bottleneck, 3, figures(growth * bottleneck * 9, 0, random))));
        }
        return new DenseLayers(layers);
    }

    private static float[] figures(int count, float around, SplittableRandom random) {
        float[] figures = new float[count];
        for (int each = 0; each < count; each++) {
            figures[each] = around + (float) random.nextDouble(-0.5, 0.5);
        }
        return figures;
    }

    /**
     * All layers, each reading pieces.
     *
     * @param input of the first one
     * @return the input and what each layer made, side by side; the caller frees what was made:
     *     its pieces but the input's
     */
    public <M extends TensorMemory> PieceTensor<M> fused(LayerKernels<M> kernels, PieceTensor<M> input) {
        PieceTensor<M> present = input;
        Statistics statistics = kernels.statistics(input);
        for (Layer layer : layers) {
            Normalization first = Normalization.of(statistics, layer.firstGamma, layer.firstBeta, EPSILON);
            PieceTensor<M> bottleneck = kernels.allocate(channels(input, layer.narrow.outputs()));
            kernels.convolve(present, first, layer.narrow, bottleneck);
            PieceTensor<M> added = finish(kernels, layer, bottleneck);
            kernels.free(bottleneck);
            statistics = Statistics.along(List.of(statistics, kernels.statistics(added)));
            present = PieceTensor.along(LayerChecks.CHANNELS, List.of(present, added));
        }
        return present;
    }

    private static <M extends TensorMemory> PieceTensor<M> finish(
            LayerKernels<M> kernels, Layer layer, PieceTensor<M> bottleneck) {
        Normalization second = Normalization.of(
                kernels.statistics(bottleneck), layer.secondGamma, layer.secondBeta, EPSILON);
        PieceTensor<M> added = kernels.allocate(channels(bottleneck, layer.wide.outputs()));
        kernels.convolve(bottleneck, second, layer.wide, added);
        return added;
    }

    /**
     * All layers, each reading a concatenation that is normalized into another tensor first.
     *
     * @return as {@link #fused}
     */
    public <M extends TensorMemory> PieceTensor<M> concatenating(LayerKernels<M> kernels, PieceTensor<M> input) {
        PieceTensor<M> present = input;
        for (Layer layer : layers) {
            PieceTensor<M> concatenation = kernels.allocate(present.shape());
            kernels.materialize(present, Normalization.IDENTITY, concatenation);
            PieceTensor<M> bottleneck = normalizedFirst(kernels, concatenation, layer.firstGamma, layer.firstBeta,
                    layer.narrow);
            kernels.free(concatenation);
            PieceTensor<M> added =
                    normalizedFirst(kernels, bottleneck, layer.secondGamma, layer.secondBeta, layer.wide);
            kernels.free(bottleneck);
            present = PieceTensor.along(LayerChecks.CHANNELS, List.of(present, added));
        }
        return present;
    }

    private static <M extends TensorMemory> PieceTensor<M> normalizedFirst(
            LayerKernels<M> kernels, PieceTensor<M> input, float[] gamma, float[] beta, Weights weights) {
        PieceTensor<M> normalized = kernels.allocate(input.shape());
        kernels.materialize(input, Normalization.of(kernels.statistics(input), gamma, beta, EPSILON), normalized);
        PieceTensor<M> output = kernels.allocate(channels(input, weights.outputs()));
        kernels.convolve(normalized, Normalization.IDENTITY, weights, output);
        kernels.free(normalized);
        return output;
    }

    private static <M extends TensorMemory> Shape channels(PieceTensor<M> like, int channels) {
        return Shape.of(like.shape().extent(0), channels, like.shape().extent(2), like.shape().extent(3));
    }
}
