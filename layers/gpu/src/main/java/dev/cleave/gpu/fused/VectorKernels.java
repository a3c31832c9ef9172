package dev.cleave.gpu.fused;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Convolutions for vector units: as many pixels at a time as a vector has lanes, each lane doing
 * what {@link ScalarKernels} does for its pixel.
 *
 * <p>1×1: four output channels at a time are kept in registers, while the input's channels go by;
 * each is normalized as it is loaded. 3×3: one channel of one image at a time is normalized into a
 * plane with a border of zeros, which stays in the cache, and added to all outputs.
 */
final class VectorKernels extends HostKernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int OUTPUTS_AT_ONCE = 4;

    VectorKernels(Pool pool) {
        super(pool);
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    void pointwise(HostChannels from, Normalization normalization, Weights weights, HostChannels to, int image,
            int pixels) {
        int vectors = SPECIES.loopBound(pixels);
        int quads = weights.outputs() - weights.outputs() % OUTPUTS_AT_ONCE;
        for (int pixel = 0; pixel < vectors; pixel += LANES) {
            for (int output = 0; output < quads; output += OUTPUTS_AT_ONCE) {
                fourOutputs(from, normalization, weights, to, image, output, pixel);
            }
        }
        ScalarKernels.pointwise(from, normalization, weights, to, image, vectors, pixels, 0);
        ScalarKernels.pointwise(from, normalization, weights, to, image, 0, vectors, quads);
    }

    private static void fourOutputs(HostChannels from, Normalization normalization, Weights weights, HostChannels to,
            int image, int output, int pixel) {
        float[] values = weights.values();
        int inputs = weights.inputs();
        int row = output * inputs;
        FloatVector first = FloatVector.zero(SPECIES);
        FloatVector second = first;
        FloatVector third = first;
        FloatVector fourth = first;
        for (int channel = 0; channel < inputs; channel++) {
            FloatVector element = load(from.segment(channel), from.start(image, channel) + 4L * pixel, normalization,
                    channel);
            first = element.fma(FloatVector.broadcast(SPECIES, values[row + channel]), first);
            second = element.fma(FloatVector.broadcast(SPECIES, values[row + inputs + channel]), second);
            third = element.fma(FloatVector.broadcast(SPECIES, values[row + 2 * inputs + channel]), third);
            fourth = element.fma(FloatVector.broadcast(SPECIES, values[row + 3 * inputs + channel]), fourth);
        }
        store(first, to, image, output, pixel);
        store(second, to, image, output + 1, pixel);
        store(third, to, image, output + 2, pixel);
        store(fourth, to, image, output + 3, pixel);
    }

    private static void store(FloatVector vector, HostChannels to, int image, int output, int pixel) {
        vector.intoMemorySegment(to.segment(output), to.start(image, output) + 4L * pixel, ORDER);
    }

    /** Elements of one channel, normalized. */
    private static FloatVector load(MemorySegment segment, long offset, Normalization normalization, int channel) {
        FloatVector element = FloatVector.fromMemorySegment(SPECIES, segment, offset, ORDER);
        if (normalization.isIdentity()) {
            return element;
        }
        FloatVector normalized = element.fma(FloatVector.broadcast(SPECIES, normalization.scale()[channel]),
                FloatVector.broadcast(SPECIES, normalization.shift()[channel]));
        return normalized.blend(0, normalized.compare(VectorOperators.LT, 0));
    }

    @Override
    void spatial(HostChannels from, Normalization normalization, Weights weights, HostChannels to, int image,
            int height, int width) {
        int sumStride = Math.ceilDiv(width, LANES) * LANES;
        ZeroBorder plane = new ZeroBorder(height, width, sumStride);
        float[] sums = new float[weights.outputs() * height * sumStride];
        for (int channel = 0; channel < weights.inputs(); channel++) {
            plane.fill(from, normalization, image, channel);
            for (int output = 0; output < weights.outputs(); output++) {
                int kernel = (output * weights.inputs() + channel) * ZeroBorder.KERNEL;
                addKernel(plane, weights.values(), kernel, sums, output * height * sumStride, sumStride, height);
            }
        }
        for (int output = 0; output < weights.outputs(); output++) {
            for (int y = 0; y < height; y++) {
                MemorySegment.copy(MemorySegment.ofArray(sums), 4L * (output * height + y) * sumStride,
                        to.segment(output), to.start(image, output) + 4L * y * width, 4L * width);
            }
        }
    }

    /** Adds the nine products around each pixel; what is added behind the end of a row is looked at by nobody. */
    private static void addKernel(ZeroBorder plane, float[] values, int kernel, float[] sums, int first, int sumStride,
            int height) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < sumStride; x += LANES) {
                int at = first + y * sumStride + x;
                FloatVector sum = FloatVector.fromArray(SPECIES, sums, at);
                for (int row = 0; row < ZeroBorder.SIDE; row++) {
                    int begin = (y + row) * plane.stride() + x;
                    for (int column = 0; column < ZeroBorder.SIDE; column++) {
                        sum = FloatVector.fromArray(SPECIES, plane.values(), begin + column).fma(
                                FloatVector.broadcast(SPECIES, values[kernel + row * ZeroBorder.SIDE + column]), sum);
                    }
                }
                sum.intoArray(sums, at);
            }
        }
    }
}
