package dev.cleave.gpu.fused;

import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.PieceTensor;

/**
 * The way back through batch normalization, ReLU and a 1×1 convolution that read pieces, in plain
 * Java: nothing that the way forward normalized need be kept, as it is computed anew from the pieces
 * while they are read.
 *
 * <p>Input gradients are added to what is there, since several layers read each piece; they may lie
 * in pieces of their own. Beside them it needs two figures a channel: the sums over the batch that
 * normalization hands back. A channel's part of the sums and of the input gradient is a matter of
 * that channel alone, so the bits do not depend on how the channels are divided into pieces.
 *
 * <p>One thread at a time.
 */
public final class FusedGradients {
    private final Weights weights;
    private final float[] weightGradients;
    private final float[] gammaGradients;
    private final float[] betaGradients;

    /**
     * For one layer; all gradients of its parameters are 0.
     *
     * @param weights of a 1×1 convolution
     * @throws IllegalArgumentException for another convolution
     */
    public FusedGradients(Weights weights) {
        if (weights.side() != 1) {
            throw new IllegalArgumentException("a " + weights.side() + "×" + weights.side()
                    + " convolution: must be 1×1");
        }
        this.weights = weights;
        weightGradients = new float[weights.values().length];
        gammaGradients = new float[weights.inputs()];
        betaGradients = new float[weights.inputs()];
    }

    /** Gradients of the weights, in their order. */
    public float[] weightGradients() {
        return weightGradients.clone();
    }

    /** Gradients of the learned factors of the input's channels. */
    public float[] gammaGradients() {
        return gammaGradients.clone();
    }

    /** Gradients of the learned additions to the input's channels. */
    public float[] betaGradients() {
        return betaGradients.clone();
    }

    /**
     * Goes back through the layer once: sets the gradients of its parameters, and adds to that of
     * its input.
     *
     * @param input what the way forward read
     * @param statistics of the input
     * @param normalization that the way forward used, of the same statistics
     * @param epsilon that it was made with
     * @param outputGradient of what the way forward made
     * @param inputGradient as large as the input; is added to
     * @throws IllegalArgumentException where they do not fit together; nothing was changed
     */
    public void back(PieceTensor<HostMemory> input, Statistics statistics, Normalization normalization, float epsilon,
            PieceTensor<HostMemory> outputGradient, PieceTensor<HostMemory> inputGradient) {
        LayerChecks.requireConvolution(input, normalization, weights, outputGradient);
        LayerChecks.requireMaps("an input gradient", inputGradient);
        if (normalization.isIdentity() || statistics.channels() != weights.inputs()
                || !inputGradient.shape().equals(input.shape())) {
            throw new IllegalArgumentException("an input of " + input.shape() + ", statistics of "
                    + statistics.channels() + " channels and an input gradient of " + inputGradient.shape()
                    + ": must be normalized, and as large as each other");
        }
        Pass pass = new Pass(input, normalization, outputGradient);
        HostChannels target = new HostChannels(inputGradient);
        for (int channel = 0; channel < weights.inputs(); channel++) {
            float mean = statistics.mean()[channel];
            float inverse = 1 / (float) Math.sqrt(statistics.variance()[channel] + epsilon);
            pass.sum(channel, mean, inverse);
            pass.spread(channel, mean, inverse, target);
        }
    }

    /** One way back. */
    private final class Pass {
        private final HostChannels from;
        private final HostChannels output;
        private final Normalization normalization;
        private final int images;
        private final int pixels;

        /** What comes back to the normalization of the channel at hand, element by element. */
        private final float[] slice;

        Pass(PieceTensor<HostMemory> input, Normalization normalization, PieceTensor<HostMemory> outputGradient) {
            from = new HostChannels(input);
            output = new HostChannels(outputGradient);
            this.normalization = normalization;
            images = Math.toIntExact(input.shape().extent(0));
            pixels = LayerChecks.pixels(input.shape());
            slice = new float[images * pixels];
        }

        /** Adds up the gradients of a channel's parameters, and keeps its slice. */
        void sum(int channel, float mean, float inverse) {
            float gamma = 0;
            float beta = 0;
            for (int image = 0; image < images; image++) {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    float back = gradient(image, channel, pixel);
                    slice[image * pixels + pixel] = back;
                    beta += back;
                    gamma = Math.fma(back, (from.get(image, channel, pixel) - mean) * inverse, gamma);
                }
            }
            gammaGradients[channel] = gamma;
            betaGradients[channel] = beta;
            for (int made = 0; made < weights.outputs(); made++) {
                weightGradients[made * weights.inputs() + channel] = weightGradient(made, channel);
            }
        }

        private float weightGradient(int made, int channel) {
            float sum = 0;
            for (int image = 0; image < images; image++) {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    float element = normalization.apply(from.get(image, channel, pixel), channel);
                    sum = Math.fma(element, output.get(image, made, pixel), sum);
                }
            }
            return sum;
        }

        /** Adds to the input's gradient: a channel's mean and variance depend on each of its elements. */
        void spread(int channel, float mean, float inverse, HostChannels target) {
            float share = 1f / slice.length;
            float gamma = gammaGradients[channel] * share;
            float beta = betaGradients[channel] * share;
            for (int image = 0; image < images; image++) {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    float distance = (from.get(image, channel, pixel) - mean) * inverse;
                    float rest = Math.fma(-distance, gamma, slice[image * pixels + pixel] - beta);
                    float present = target.get(image, channel, pixel);
                    target.set(image, channel, pixel, Math.fma(normalization.scale()[channel], rest, present));
                }
            }
        }

        /** Nothing comes back to an element that ReLU had cut off; not a number is handed on. */
        private float gradient(int image, int channel, int pixel) {
            float normalized = Math.fma(from.get(image, channel, pixel), normalization.scale()[channel],
                    normalization.shift()[channel]);
            float sum = 0;
            if (normalized <= 0) {
                return sum;
            }
            for (int made = 0; made < weights.outputs(); made++) {
                sum = Math.fma(weights.values()[made * weights.inputs() + channel], output.get(image, made, pixel),
                        sum);
            }
            return sum;
        }
    }
}
