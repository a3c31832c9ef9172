package dev.cleave.gpu.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.HostTensors;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Kernels that the processor runs")
class HostKernelsTest {
    private final Arena arena = Arena.ofConfined();
    private final Pool pool = Pool.builder().capacity(64 << 20).build();
    private final LayerKernels<HostMemory> scalar = HostKernels.scalar(pool);
    private final LayerKernels<HostMemory> vector = HostKernels.vector(pool).orElseThrow();

    @AfterEach
    void close() {
        pool.closeAbandoning();
        arena.close();
    }

    private PieceTensor<HostMemory> random(SplittableRandom random, long images, long channels, long height,
            long width) {
        return FeatureMaps.random(arena, random, images, channels, height, width);
    }

    @Test
    @DisplayName("for vector units are there, as this JVM has their module")
    void names() {
        assertThat(vector.name()).isEqualTo("vector");
        assertThat(scalar.name()).isEqualTo("scalar");
        assertThat(HostKernels.best(pool).name()).isEqualTo("vector");
    }

    @Test
    @DisplayName("give the same bits for pieces as for their concatenation, and on vector units as in plain Java")
    void sameBits() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 40; round++) {
            int height = 1 + random.nextInt(20);
            int width = 1 + random.nextInt(40);
            int images = 1 + random.nextInt(3);
            List<PieceTensor<HostMemory>> pieces = new ArrayList<>();
            for (int piece = 1 + random.nextInt(5); piece > 0; piece--) {
                pieces.add(random(random, images, 1 + random.nextInt(7), height, width));
            }
            PieceTensor<HostMemory> input = PieceTensor.along(1, pieces);
            int channels = (int) input.shape().extent(1);
            Statistics statistics = scalar.statistics(input);
            Normalization normalization = Normalization.of(statistics, FeatureMaps.figures(random, channels),
                    FeatureMaps.figures(random, channels), 1e-5f);
            PieceTensor<HostMemory> concatenation = scalar.allocate(input.shape());
            scalar.materialize(input, normalization, concatenation);
            for (int side : new int[] {1, 3}) {
                int outputs = 1 + random.nextInt(9);
                Weights weights = new Weights(outputs, channels, side,
                        FeatureMaps.figures(random, outputs * channels * side * side));
                PieceTensor<HostMemory> expected = scalar.allocate(Shape.of(images, outputs, height, width));
                PieceTensor<HostMemory> found = scalar.allocate(expected.shape());
                scalar.convolve(concatenation, Normalization.IDENTITY, weights, expected);
                for (LayerKernels<HostMemory> kernels : List.of(scalar, vector)) {
                    kernels.convolve(input, normalization, weights, found);
                    assertThat(FeatureMaps.bits(found)).as("seed %s, %s %s×%s", seed, kernels.name(), side, side)
                            .isEqualTo(FeatureMaps.bits(expected));
                }
                scalar.free(expected);
                scalar.free(found);
            }
            scalar.free(concatenation);
        }
        assertThat(pool.usedBytes()).as("all was freed").isZero();
    }

    @Test
    @DisplayName("convolve as the definition says, worked out by hand")
    void byHand() {
        PieceTensor<HostMemory> input = HostTensors.allocate(arena, ElementType.FLOAT32, Shape.of(1, 2, 2, 2));
        float[] values = {1, 2, 3, 4, 10, 20, 30, 40};
        for (int at = 0; at < 8; at++) {
            HostTensors.set(input, values[at], 0, at / 4, at / 2 % 2, at % 2);
        }
        PieceTensor<HostMemory> output = HostTensors.allocate(arena, ElementType.FLOAT32, Shape.of(1, 1, 2, 2));
        Normalization normalization = new Normalization(new float[] {1, 1}, new float[] {-2, -20});
        scalar.convolve(input, normalization, new Weights(1, 2, 1, new float[] {100, 1}), output);
        assertThat(FeatureMaps.floats(output)).containsExactly(0, 0, 110, 220);
        float[] kernels = new float[18];
        kernels[4] = 1;
        kernels[9] = 1;
        scalar.convolve(input, Normalization.IDENTITY, new Weights(1, 2, 3, kernels), output);
        assertThat(FeatureMaps.floats(output)).containsExactly(1, 2, 3, 14);
        Statistics statistics = scalar.statistics(input);
        assertThat(statistics.mean()).containsExactly(2.5f, 25f);
        assertThat(statistics.variance()).containsExactly(1.25f, 125f);
    }

    @Test
    @DisplayName("hand on what is not a number, and never make a number of it")
    void notANumber() {
        PieceTensor<HostMemory> input = random(new SplittableRandom(1), 1, 3, 4, 16);
        HostTensors.set(input, Float.NaN, 0, 1, 2, 3);
        Normalization normalization = new Normalization(new float[] {1, 1, 1}, new float[3]);
        Weights weights = new Weights(4, 3, 1, FeatureMaps.figures(new SplittableRandom(2), 12));
        for (LayerKernels<HostMemory> kernels : List.of(scalar, vector)) {
            PieceTensor<HostMemory> output = HostTensors.allocate(arena, ElementType.FLOAT32, Shape.of(1, 4, 4, 16));
            kernels.convolve(input, normalization, weights, output);
            assertThat(HostTensors.get(output, 0, 3, 2, 3)).isNaN();
            assertThat(HostTensors.get(output, 0, 3, 2, 4)).isNotNaN();
        }
    }

    @Test
    @DisplayName("run a whole dense block with the same bits when fused, in fewer bytes, and leave nothing behind")
    void wholeBlock() {
        SplittableRandom random = new SplittableRandom(5);
        DenseLayers layers = DenseLayers.random(8, 6, 4, 16, random);
        PieceTensor<HostMemory> input = random(random, 2, 8, 8, 16);
        PieceTensor<HostMemory> expected = layers.concatenating(scalar, input);
        for (LayerKernels<HostMemory> kernels : List.of(scalar, vector)) {
            PieceTensor<HostMemory> fused = layers.fused(kernels, input);
            assertThat(fused.shape()).isEqualTo(Shape.of(2, 32, 8, 16));
            assertThat(fused.pieces()).hasSize(7);
            assertThat(FeatureMaps.bits(fused)).as(kernels.name()).isEqualTo(FeatureMaps.bits(expected));
            assertThat(FeatureMaps.floats(fused)).as("and they are numbers").doesNotContain(Float.NaN);
            free(kernels, fused);
        }
        free(scalar, expected);
        assertThat(pool.usedBytes()).isZero();
    }

    /** Ends what a block made: all pieces but the input. */
    private static void free(LayerKernels<HostMemory> kernels, PieceTensor<HostMemory> maps) {
        maps.pieces().stream().skip(1).forEach(piece -> kernels.free(PieceTensor.of(ElementType.FLOAT32, piece)));
    }

    @Test
    @DisplayName("refuse what does not fit together, and write nothing")
    void misfits() {
        PieceTensor<HostMemory> input = random(new SplittableRandom(1), 2, 3, 4, 4);
        PieceTensor<HostMemory> output = HostTensors.allocate(arena, ElementType.FLOAT32, Shape.of(2, 5, 4, 4));
        Weights weights = new Weights(5, 3, 1, new float[15]);
        Normalization wrong = new Normalization(new float[2], new float[2]);
        assertThatThrownBy(() -> vector.convolve(input, wrong, weights, output))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a normalization of 2 channels, and 2×3×4×4: must be as many channels");
        assertThatThrownBy(() -> vector.convolve(input, Normalization.IDENTITY,
                new Weights(5, 4, 1, new float[20]), output))
                .hasMessage("weights for 4 channels, and 2×3×4×4: must be as many channels");
        assertThatThrownBy(() -> vector.convolve(input, Normalization.IDENTITY,
                new Weights(4, 3, 1, new float[12]), output))
                .hasMessageEndingWith("must be dense, and of 2×4×4×4");
        PieceTensor<HostMemory> turned = input.permute(0, 1, 3, 2);
        assertThatThrownBy(() -> vector.statistics(turned)).hasMessageContaining("each channel of an image dense");
        assertThatThrownBy(() -> new Weights(1, 1, 2, new float[4])).hasMessageContaining("a side of 1 or 3");
        assertThatThrownBy(() -> new Normalization(new float[1], new float[2]))
                .hasMessage("1 scales and 2 shifts: must be one of both for each channel");
        assertThatThrownBy(() -> Normalization.of(new Statistics(new float[1], new float[1]), new float[1],
                new float[1], 0)).hasMessageContaining("an epsilon above 0");
        assertThat(FeatureMaps.floats(output)).containsOnly(0);
    }
}
