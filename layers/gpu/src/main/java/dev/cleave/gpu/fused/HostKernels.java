package dev.cleave.gpu.fused;

import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.memory.Pool;
import java.util.Optional;

/**
 * Kernels that the machine's own processor runs, over memory of a pool.
 *
 * <p>Those for vector units stand on the JDK's module {@code jdk.incubator.vector}, which a JVM has
 * that was started with {@code --add-modules jdk.incubator.vector}; others have the plain ones.
 */
public abstract class HostKernels implements LayerKernels<HostMemory> {
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private final Pool pool;

    HostKernels(Pool pool) {
        this.pool = pool;
    }

    /** In plain Java: the reference. */
    public static LayerKernels<HostMemory> scalar(Pool pool) {
        return new ScalarKernels(pool);
    }

    /** For vector units, if this JVM has the module for them. */
    public static Optional<LayerKernels<HostMemory>> vector(Pool pool) {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).map(module -> {
            HostKernels.class.getModule().addReads(module);
            return new VectorKernels(pool);
        });
    }

    /** The fastest that this JVM has. */
    public static LayerKernels<HostMemory> best(Pool pool) {
        return vector(pool).orElseGet(() -> scalar(pool));
    }

    @Override
    public final PieceTensor<HostMemory> allocate(Shape shape) {
        return PieceTensor.of(ElementType.FLOAT32, shape,
                new HostMemory(pool.allocate(Math.multiplyExact(shape.elements(), (long) Float.BYTES))));
    }

    @Override
    public final void free(PieceTensor<HostMemory> maps) {
        pool.free(maps.pieces().getFirst().memory().segment());
    }

    @Override
    public final Statistics statistics(PieceTensor<HostMemory> input) {
        LayerChecks.requireMaps("an input", input);
        HostChannels channels = new HostChannels(input);
        int images = Math.toIntExact(input.shape().extent(0));
        int pixels = LayerChecks.pixels(input.shape());
        float inverse = 1f / ((float) images * pixels);
        float[] mean = new float[channels.count()];
        float[] variance = new float[channels.count()];
        for (int channel = 0; channel < channels.count(); channel++) {
            float sum = 0;
            for (int image = 0; image < images; image++) {
                sum += sum(channels, image, channel, pixels);
            }
            mean[channel] = sum * inverse;
            float squares = 0;
            for (int image = 0; image < images; image++) {
                squares += squares(channels, image, channel, pixels, mean[channel]);
            }
            variance[channel] = squares * inverse;
        }
        return new Statistics(mean, variance);
    }

    private static float sum(HostChannels channels, int image, int channel, int pixels) {
        float sum = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            sum += channels.get(image, channel, pixel);
        }
        return sum;
    }

    private static float squares(HostChannels channels, int image, int channel, int pixels, float mean) {
        float sum = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            float distance = channels.get(image, channel, pixel) - mean;
            sum = Math.fma(distance, distance, sum);
        }
        return sum;
    }

    @Override
    public final void materialize(
            PieceTensor<HostMemory> input, Normalization normalization, PieceTensor<HostMemory> output) {
        LayerChecks.requireOutput(input, normalization, output, LayerChecks.channels(input.shape()));
        HostChannels from = new HostChannels(input);
        HostChannels to = new HostChannels(output);
        int pixels = LayerChecks.pixels(input.shape());
        for (int image = 0; image < input.shape().extent(0); image++) {
            for (int channel = 0; channel < from.count(); channel++) {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    to.set(image, channel, pixel, normalization.apply(from.get(image, channel, pixel), channel));
                }
            }
        }
    }

    @Override
    public final void convolve(PieceTensor<HostMemory> input, Normalization normalization, Weights weights,
            PieceTensor<HostMemory> output) {
        LayerChecks.requireConvolution(input, normalization, weights, output);
        HostChannels from = new HostChannels(input);
        HostChannels to = new HostChannels(output);
        int height = Math.toIntExact(input.shape().extent(2));
        int width = Math.toIntExact(input.shape().extent(3));
        for (int image = 0; image < input.shape().extent(0); image++) {
            if (weights.side() == 1) {
                pointwise(from, normalization, weights, to, image, height * width);
            } else {
                spatial(from, normalization, weights, to, image, height, width);
            }
        }
    }

    /** One image through a 1×1 convolution. */
    abstract void pointwise(HostChannels from, Normalization normalization, Weights weights, HostChannels to, int image,
            int pixels);

    /** One image through a 3×3 convolution. */
    abstract void spatial(HostChannels from, Normalization normalization, Weights weights, HostChannels to, int image,
            int height, int width);
}
