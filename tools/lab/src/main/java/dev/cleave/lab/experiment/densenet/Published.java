package dev.cleave.lab.experiment.densenet;

import dev.cleave.gpu.densenet.DenseNet;
import dev.cleave.gpu.densenet.TrainingSequence;
import dev.cleave.gpu.densenet.Way;
import dev.cleave.gpu.tensor.ElementType;
import java.util.OptionalLong;

/**
 * What others measured on a graphics card: the whole process, with the driver's context, the
 * workspaces of convolutions and what a caching allocator kept.
 *
 * <p>Source: the table in the README of {@code gpleiss/efficient_densenet_pytorch} of 2017, a
 * DenseNet-BC of 100 layers, 64 images, a Titan X (Pascal).
 */
final class Published {
    private static final int BATCH = 64;
    private static final long NAIVE_BYTES = 2_863_000_000L;
    private static final long EFFICIENT_BYTES = 1_605_000_000L;

    private Published() {}

    /** The figure for what is trained so, if there is one. */
    static OptionalLong of(TrainingSequence sequence) {
        if (!sequence.network().equals(DenseNet.BC_100) || sequence.batch() != BATCH
                || sequence.type() != ElementType.FLOAT32 || sequence.way() == Way.FUSED) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(sequence.way() == Way.NAIVE ? NAIVE_BYTES : EFFICIENT_BYTES);
    }
}
