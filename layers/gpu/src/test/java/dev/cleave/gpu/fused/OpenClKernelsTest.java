package dev.cleave.gpu.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.opencl.NeedsOpenCl;
import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClDevices;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NeedsOpenCl
@DisplayName("Kernels that an OpenCL device runs")
class OpenClKernelsTest {
    private static OpenClContext open() {
        return OpenClContext.open(OpenClDevices.choose(OpenClDevices.ANY));
    }

    @Test
    @DisplayName("give the same bits as plain Java, for pieces of one buffer, of several, and for their concatenation")
    void sameBits() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        try (OpenClContext context = open();
                OpenClKernels device = new OpenClKernels(context);
                Pool pool = Pool.builder().capacity(64 << 20).build();
                Arena arena = Arena.ofConfined()) {
            LayerKernels<HostMemory> scalar = HostKernels.scalar(pool);
            int before = context.openCount();
            for (int round = 0; round < 12; round++) {
                int height = 1 + random.nextInt(20);
                int width = 1 + random.nextInt(20);
                int images = 1 + random.nextInt(3);
                List<PieceTensor<HostMemory>> pieces = new ArrayList<>();
                List<PieceTensor<OpenClMemory>> uploaded = new ArrayList<>();
                List<PieceTensor<OpenClMemory>> parts = new ArrayList<>();
                for (int piece = 0; piece < 3; piece++) {
                    PieceTensor<HostMemory> maps = FeatureMaps.random(arena, random, images, 4, height, width);
                    uploaded.add(device.upload(maps));
                    for (long from : new long[] {0, 3, 1}) {
                        pieces.add(maps.slice(1, from, from + 1));
                        parts.add(uploaded.getLast().slice(1, from, from + 1));
                    }
                }
                PieceTensor<HostMemory> input = PieceTensor.along(1, pieces);
                PieceTensor<OpenClMemory> onDevice = PieceTensor.along(1, parts);
                Statistics statistics = scalar.statistics(input);
                assertThat(device.statistics(onDevice).mean()).as("seed %s", seed).isEqualTo(statistics.mean());
                assertThat(device.statistics(onDevice).variance()).as("seed %s", seed).isEqualTo(statistics.variance());
                Normalization normalization = Normalization.of(statistics, FeatureMaps.figures(random, 9),
                        FeatureMaps.figures(random, 9), 1e-5f);
                PieceTensor<OpenClMemory> concatenation = device.allocate(onDevice.shape());
                device.materialize(onDevice, normalization, concatenation);
                for (int side : new int[] {1, 3}) {
                    int outputs = 1 + random.nextInt(9);
                    Weights weights =
                            new Weights(outputs, 9, side, FeatureMaps.figures(random, outputs * 9 * side * side));
                    PieceTensor<HostMemory> expected = scalar.allocate(Shape.of(images, outputs, height, width));
                    scalar.convolve(input, normalization, weights, expected);
                    PieceTensor<OpenClMemory> found = device.allocate(expected.shape());
                    device.convolve(onDevice, normalization, weights, found);
                    assertThat(FeatureMaps.bits(device.download(found, arena))).as("seed %s, pieces, %s", seed, side)
                            .isEqualTo(FeatureMaps.bits(expected));
                    device.convolve(concatenation, Normalization.IDENTITY, weights, found);
                    assertThat(FeatureMaps.bits(device.download(found, arena))).as("seed %s, whole, %s", seed, side)
                            .isEqualTo(FeatureMaps.bits(expected));
                    device.free(found);
                    scalar.free(expected);
                }
                device.free(concatenation);
                uploaded.forEach(device::free);
            }
            assertThat(context.openCount()).as("all was given back").isEqualTo(before);
        }
    }

    @Test
    @DisplayName("run a whole dense block with the same bits as plain Java, fused and concatenating")
    void wholeBlock() {
        SplittableRandom random = new SplittableRandom(7);
        DenseLayers layers = DenseLayers.random(6, 5, 4, 16, random);
        try (OpenClContext context = open();
                OpenClKernels device = new OpenClKernels(context);
                Pool pool = Pool.builder().capacity(16 << 20).build();
                Arena arena = Arena.ofConfined()) {
            PieceTensor<HostMemory> input = FeatureMaps.random(arena, random, 2, 6, 9, 11);
            PieceTensor<OpenClMemory> onDevice = device.upload(input);
            LayerKernels<HostMemory> scalar = HostKernels.scalar(pool);
            PieceTensor<HostMemory> expected = layers.fused(scalar, input);
            PieceTensor<OpenClMemory> fused = layers.fused(device, onDevice);
            assertThat(FeatureMaps.bits(device.download(fused, arena))).isEqualTo(FeatureMaps.bits(expected));
            PieceTensor<OpenClMemory> concatenated = layers.concatenating(device, onDevice);
            assertThat(FeatureMaps.bits(device.download(concatenated, arena))).isEqualTo(FeatureMaps.bits(expected));
            pool.closeAbandoning();
        }
    }

    @Test
    @DisplayName("refuse what does not fit together")
    void misfits() {
        try (OpenClContext context = open(); OpenClKernels device = new OpenClKernels(context)) {
            PieceTensor<OpenClMemory> input = device.allocate(Shape.of(1, 2, 4, 4));
            assertThatThrownBy(() -> device.convolve(input, Normalization.IDENTITY,
                    new Weights(3, 2, 1, new float[6]), input)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("must be dense, and of 1×3×4×4");
            assertThatThrownBy(() -> device.statistics(input.reshape(Shape.of(2, 16))))
                    .hasMessageContaining("must be feature maps of FLOAT32");
        }
    }
}
