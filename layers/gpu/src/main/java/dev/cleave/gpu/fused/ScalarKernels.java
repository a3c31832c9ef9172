package dev.cleave.gpu.fused;

import dev.cleave.memory.Pool;

/**
 * Convolutions in plain Java: what all others are held against. Each element of the input is
 * normalized once for all outputs.
 */
final class ScalarKernels extends HostKernels {
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
        pointwise(from, normalization, weights, to, image, 0, pixels, 0);
    }

    /** Some pixels of one image, to all outputs from one on. */
    static void pointwise(HostChannels from, Normalization normalization, Weights weights, HostChannels to, int image,
            int firstPixel, int endPixel, int firstOutput) {
        int inputs = weights.inputs();
        float[] column = new float[inputs];
        for (int pixel = firstPixel; pixel < endPixel && firstOutput < weights.outputs(); pixel++) {
            for (int channel = 0; channel < inputs; channel++) {
                column[channel] = normalization.apply(from.get(image, channel, pixel), channel);
            }
            for (int output = firstOutput; output < weights.outputs(); output++) {
                float sum = 0;
                for (int channel = 0; channel < inputs; channel++) {
                    sum = Math.fma(column[channel], weights.values()[output * inputs + channel], sum);
                }
                to.set(image, output, pixel, sum);
            }
        }
    }

    @Override
    void spatial(HostChannels from, Normalization normalization, Weights weights, HostChannels to, int image,
            int height, int width) {
        ZeroBorder plane = new ZeroBorder(height, width, width);
        float[][] sums = new float[weights.outputs()][height * width];
        for (int channel = 0; channel < weights.inputs(); channel++) {
            plane.fill(from, normalization, image, channel);
            for (int output = 0; output < weights.outputs(); output++) {
                int kernel = (output * weights.inputs() + channel) * ZeroBorder.KERNEL;
                addKernel(plane, weights.values(), kernel, sums[output]);
            }
        }
        for (int output = 0; output < weights.outputs(); output++) {
            for (int pixel = 0; pixel < height * width; pixel++) {
                to.set(image, output, pixel, sums[output][pixel]);
            }
        }
    }

    /** Adds the nine products around each pixel of a plane. */
    private static void addKernel(ZeroBorder plane, float[] values, int kernel, float[] sums) {
        for (int pixel = 0; pixel < sums.length; pixel++) {
            float sum = sums[pixel];
            for (int row = 0; row < ZeroBorder.SIDE; row++) {
                int begin = (pixel / plane.width() + row) * plane.stride() + pixel % plane.width();
                for (int column = 0; column < ZeroBorder.SIDE; column++) {
                    sum = Math.fma(plane.values()[begin + column], values[kernel + row * ZeroBorder.SIDE + column],
                            sum);
                }
            }
            sums[pixel] = sum;
        }
    }
}
