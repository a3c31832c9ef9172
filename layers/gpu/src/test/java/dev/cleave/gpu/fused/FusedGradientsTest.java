package dev.cleave.gpu.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.HostTensors;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The way back through a layer that reads pieces")
class FusedGradientsTest {
    private static final float EPSILON = 1e-3f;
    private static final int IMAGES = 2;
    private static final int CHANNELS = 4;
    private static final int OUTPUTS = 3;
    private static final int PIXELS = 6;

    private final Arena arena = Arena.ofConfined();
    private final SplittableRandom random = new SplittableRandom(11);
    private final PieceTensor<HostMemory> input = PieceTensor.along(1, List.of(
            FeatureMaps.random(arena, random, IMAGES, 1, 2, 3), FeatureMaps.random(arena, random, IMAGES, 3, 2, 3)));
    private final PieceTensor<HostMemory> outputGradient = FeatureMaps.random(arena, random, IMAGES, OUTPUTS, 2, 3);
    private final float[] gamma = FeatureMaps.figures(random, CHANNELS);
    private final float[] beta = FeatureMaps.figures(random, CHANNELS);
    private final float[] weights = FeatureMaps.figures(random, OUTPUTS * CHANNELS);

    @AfterEach
    void close() {
        arena.close();
    }

    private FusedGradients back(PieceTensor<HostMemory> read, PieceTensor<HostMemory> inputGradient) {
        FusedGradients gradients = new FusedGradients(new Weights(OUTPUTS, CHANNELS, 1, weights));
        try (Pool pool = Pool.builder().capacity(1 << 20).build()) {
            Statistics statistics = HostKernels.scalar(pool).statistics(read);
            gradients.back(read, statistics, Normalization.of(statistics, gamma, beta, EPSILON), EPSILON,
                    outputGradient, inputGradient);
        }
        return gradients;
    }

    private PieceTensor<HostMemory> zeros() {
        return HostTensors.allocate(arena, ElementType.FLOAT32, input.shape());
    }

    private static double[] doubles(float[] floats) {
        double[] doubles = new double[floats.length];
        for (int each = 0; each < floats.length; each++) {
            doubles[each] = floats[each];
        }
        return doubles;
    }

    /** The output's product with its gradient, by the textbook, in binary64. */
    private double loss(double[] elements, double[] factors, double[] additions, double[] kernels) {
        double[] gradient = doubles(FeatureMaps.floats(outputGradient));
        double loss = 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
            double mean = 0;
            double squares = 0;
            for (int at = 0; at < IMAGES * PIXELS; at++) {
                double element = elements[(at / PIXELS * CHANNELS + channel) * PIXELS + at % PIXELS];
                mean += element / (IMAGES * PIXELS);
                squares += element * element / (IMAGES * PIXELS);
            }
            double deviation = Math.sqrt(squares - mean * mean + EPSILON);
            for (int at = 0; at < IMAGES * PIXELS; at++) {
                double element = elements[(at / PIXELS * CHANNELS + channel) * PIXELS + at % PIXELS];
                double made = Math.max(0, (element - mean) / deviation * factors[channel] + additions[channel]);
                for (int output = 0; output < OUTPUTS; output++) {
                    loss += made * kernels[output * CHANNELS + channel]
                            * gradient[(at / PIXELS * OUTPUTS + output) * PIXELS + at % PIXELS];
                }
            }
        }
        return loss;
    }

    /** By how much the loss changes with each of some figures. */
    private double[] slopes(double[][] arguments, int which) {
        double step = 1e-6;
        double[] slopes = new double[arguments[which].length];
        for (int each = 0; each < slopes.length; each++) {
            double before = arguments[which][each];
            arguments[which][each] = before + step;
            double above = loss(arguments[0], arguments[1], arguments[2], arguments[3]);
            arguments[which][each] = before - step;
            double below = loss(arguments[0], arguments[1], arguments[2], arguments[3]);
            arguments[which][each] = before;
            slopes[each] = (above - below) / (2 * step);
        }
        return slopes;
    }

    @Test
    @DisplayName("finds by how much the loss changes with each element, scale, shift and weight")
    void slopes() {
        PieceTensor<HostMemory> inputGradient = zeros();
        FusedGradients gradients = back(input, inputGradient);
        double[][] arguments = {doubles(FeatureMaps.floats(input)), doubles(gamma), doubles(beta), doubles(weights)};
        float[][] found = {FeatureMaps.floats(inputGradient), gradients.gammaGradients(), gradients.betaGradients(),
            gradients.weightGradients()};
        for (int which = 0; which < found.length; which++) {
            double[] expected = slopes(arguments, which);
            for (int each = 0; each < expected.length; each++) {
                assertThat((double) found[which][each]).as("argument %s, figure %s", which, each)
                        .isEqualTo(expected[each], within(1e-3));
            }
            assertThat(found[which]).as("argument %s", which).isNotEqualTo(new float[expected.length]);
        }
    }

    @Test
    @DisplayName("gives the same bits for pieces as for their concatenation, and adds to what is there")
    void sameBits() {
        PieceTensor<HostMemory> concatenation = zeros();
        HostTensors.copy(input, concatenation);
        PieceTensor<HostMemory> whole = zeros();
        FusedGradients expected = back(concatenation, whole);
        PieceTensor<HostMemory> first = HostTensors.allocate(arena, ElementType.FLOAT32, Shape.of(IMAGES, 2, 2, 3));
        PieceTensor<HostMemory> second = HostTensors.allocate(arena, ElementType.FLOAT32, Shape.of(IMAGES, 2, 2, 3));
        PieceTensor<HostMemory> inPieces = PieceTensor.along(1, List.of(first, second));
        FusedGradients found = back(input, inPieces);
        assertThat(FeatureMaps.bits(inPieces)).isEqualTo(FeatureMaps.bits(whole));
        assertThat(found.weightGradients()).isEqualTo(expected.weightGradients());
        assertThat(found.gammaGradients()).isEqualTo(expected.gammaGradients());
        back(input, inPieces);
        float once = HostTensors.get(whole, 1, 3, 1, 2);
        assertThat(HostTensors.get(inPieces, 1, 3, 1, 2)).isEqualTo(2 * once, within(Math.abs(once) / 1000));
    }

    @Test
    @DisplayName("refuses 3×3 convolutions, and gradients that do not fit")
    void misfits() {
        assertThatThrownBy(() -> new FusedGradients(new Weights(1, 1, 3, new float[9])))
                .hasMessage("a 3×3 convolution: must be 1×1");
        PieceTensor<HostMemory> narrow = zeros().slice(1, 0, 3);
        assertThatThrownBy(() -> back(input, narrow)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be normalized, and as large as each other");
    }
}
