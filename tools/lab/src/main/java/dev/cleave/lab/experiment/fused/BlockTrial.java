package dev.cleave.lab.experiment.fused;

import dev.cleave.gpu.densenet.DenseBlock;
import dev.cleave.gpu.densenet.DenseNet;
import dev.cleave.gpu.fused.DenseLayers;
import dev.cleave.gpu.fused.LayerKernels;
import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.HostTensors;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.gpu.tensor.TensorMemory;
import dev.cleave.lab.report.Median;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The first dense block of a DenseNet-BC of 100 layers on random images, forward. */
final class BlockTrial {
    static final DenseBlock BLOCK = DenseNet.BC_100.blocks().getFirst();

    private final DenseLayers layers;
    private final PieceTensor<HostMemory> input;
    private final int repetitions;
    private Optional<MemorySegment> expected = Optional.empty();

    /**
     * What one way on one set of kernels came to.
     *
     * @param kernels by name
     * @param way {@code concatenating} or {@code fused}
     * @param millis the median over the repetitions
     * @param peakBytes the most that was live at a time, beside the input
     * @param identical whether all bits are those of the first way that was run
     */
    record Row(String kernels, String way, double millis, long peakBytes, boolean identical) {}

    /** Random parameters and images, the same for the same seed. */
    BlockTrial(Arena arena, int images, int repetitions, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.repetitions = repetitions;
        layers = DenseLayers.random(BLOCK.inputChannels(), BLOCK.layers(), BLOCK.growth(), BLOCK.bottleneck(), random);
        input = HostTensors.allocate(arena, ElementType.FLOAT32,
                Shape.of(images, BLOCK.inputChannels(), BLOCK.side(), BLOCK.side()));
        MemorySegment bytes = input.pieces().getFirst().memory().segment();
        for (long at = 0; at < input.shape().elements(); at++) {
            bytes.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) random.nextDouble(-1, 1));
        }
    }

    PieceTensor<HostMemory> input() {
        return input;
    }

    /**
     * Runs the block.
     *
     * @param given the input, where the kernels can read it
     * @param download dense feature maps of what the kernels made
     */
    <M extends TensorMemory> Row run(LayerKernels<M> kernels, boolean fused, PieceTensor<M> given,
            Function<PieceTensor<M>, PieceTensor<HostMemory>> download) {
        MeteredKernels<M> metered = new MeteredKernels<>(kernels);
        double[] millis = new double[repetitions];
        boolean identical = true;
        for (int each = -1; each < repetitions; each++) {
            long begin = System.nanoTime();
            PieceTensor<M> made = fused ? layers.fused(metered, given) : layers.concatenating(metered, given);
            if (each >= 0) {
                millis[each] = (System.nanoTime() - begin) / 1e6;
            }
            identical &= isExpected(download.apply(made));
            made.pieces().stream().skip(1)
                    .forEach(piece -> metered.free(PieceTensor.of(ElementType.FLOAT32, piece)));
        }
        return new Row(kernels.name(), fused ? "fused" : "concatenating", Median.of(millis), metered.takePeak(),
                identical);
    }

    /** The first that is looked at is what all others are to be. */
    private boolean isExpected(PieceTensor<HostMemory> found) {
        MemorySegment bytes = found.pieces().getFirst().memory().segment();
        if (expected.isEmpty()) {
            expected = Optional.of(MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_INT)));
        }
        return expected.get().mismatch(bytes) < 0;
    }
}
