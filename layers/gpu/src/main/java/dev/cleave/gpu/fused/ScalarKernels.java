package dev.cleave.gpu.fused;

import dev.cleave.memory.Pool;

/** Convolutions in plain Java, an output element after the other: what all others are held against. */
final class ScalarKernels extends HostKernels {
    private static final int SIDE = 3;

    ScalarKernels(Pool pool) {
        super(pool);
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    void pointwise(HostChannels from, Normalization normalization, Weights weights, HostChannels to, int image,
            int pixels) {
        for (int output = 0; output < weights.outputs(); output++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                to.set(image, output, pixel, pointwise(from, normalization, weights, image, output, pixel));
            }
        }
    }

    /** One element of the output. */
    static float pointwise(HostChannels from, Normalization normalization, Weights weights, int image, int output,
            int pixel) {
        float sum = 0;
        int row = output * weights.inputs();
        for (int channel = 0; channel < weights.inputs(); channel++) {
            float element = normalization.apply(from.get(image, channel, pixel), channel);
            sum = Math.fma(element, weights.values()[row + channel], sum);
        }
        return sum;
    }

    @Override
    void spatial(HostChannels from, Normalization normalization, Weights weights, HostChannels to, int image,
            int height, int width) {
        for (int output = 0; output < weights.outputs(); output++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    float sum = 0;
                    for (int channel = 0; channel < weights.inputs(); channel++) {
                        int kernel = (output * weights.inputs() + channel) * SIDE * SIDE;
                        sum = addKernel(from, normalization, weights.values(), kernel, image, channel, y, x, height,
                                width, sum);
                    }
                    to.set(image, output, y * width + x, sum);
                }
            }
        }
    }

    /** Adds the nine products around a pixel of one channel. */
    private static float addKernel(HostChannels from, Normalization normalization, float[] values, int kernel,
            int image, int channel, int y, int x, int height, int width, float before) {
        float sum = before;
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                int atY = y + row - 1;
                int atX = x + column - 1;
                boolean inside = atY >= 0 && atY < height && atX >= 0 && atX < width;
                float element = inside
                        ? normalization.apply(from.get(image, channel, atY * width + atX), channel)
                        : 0;
                sum = Math.fma(element, values[kernel + row * SIDE + column], sum);
            }
        }
        return sum;
    }
}
