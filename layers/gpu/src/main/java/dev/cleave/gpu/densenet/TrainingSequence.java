package dev.cleave.gpu.densenet;

import dev.cleave.gpu.tensor.ElementType;
import java.util.List;

/**
 * What one step of training does to memory, forward and backward, computed from the architecture:
 * images, activations, their statistics and gradients. Parameters, their gradients and what an
 * optimizer keeps of them stay for the whole training, and are apart.
 *
 * <p>A convolution's own workspace is not in it, and no context of a driver: what a framework shows
 * is more.
 *
 * @param network what is trained
 * @param way how
 * @param batch images in a step
 * @param type of activations and their gradients; statistics are binary32 always
 * @param steps in order; each tensor is allocated once, and freed at the end or before
 */
public record TrainingSequence(DenseNet network, Way way, int batch, ElementType type, List<Step> steps) {
    /** The most images that a step may have. */
    public static final int MOST_IMAGES = 65_536;

    /** Keeps a copy of the steps. */
    public TrainingSequence {
        steps = List.copyOf(steps);
    }

    /**
     * Computes a sequence. Cost: less than a millisecond for each hundred layers, but for the
     * shared way, whose steps are quadratic in the depth.
     *
     * @param batch 1 to {@link #MOST_IMAGES}
     * @param type {@link ElementType#FLOAT32}, {@link ElementType#FLOAT16} or
     *     {@link ElementType#BFLOAT16}
     * @throws IllegalArgumentException for another batch or type
     * @throws ArithmeticException where a tensor would be larger than 2<sup>63</sup> - 1 bytes
     */
    public static TrainingSequence of(DenseNet network, Way way, int batch, ElementType type) {
        if (batch < 1 || batch > MOST_IMAGES) {
            throw new IllegalArgumentException("a batch of " + batch + " images: must be 1 to " + MOST_IMAGES);
        }
        if (type != ElementType.FLOAT32 && type != ElementType.FLOAT16 && type != ElementType.BFLOAT16) {
            throw new IllegalArgumentException(
                    "training with " + type + ": must be FLOAT32, FLOAT16 or BFLOAT16");
        }
        SequenceBuilder builder = new SequenceBuilder(batch, type);
        StepScript script = switch (way) {
            case NAIVE -> new NaiveScript(network, builder);
            case SHARED -> new SharedScript(network, builder);
            case FUSED -> new FusedScript(network, builder);
        };
        script.write();
        return new TrainingSequence(network, way, batch, type, builder.steps());
    }

    /** How many tensors are allocated. */
    public int tensors() {
        return (int) steps.stream().filter(Step.Allocate.class::isInstance).count();
    }

    /** The most bytes that are live at a time, as they were asked for. */
    public long peakLiveBytes() {
        long[] sizes = new long[tensors()];
        long live = 0;
        long peak = 0;
        for (Step step : steps) {
            switch (step) {
                case Step.Allocate begin -> {
                    sizes[begin.tensor()] = begin.bytes();
                    live += begin.bytes();
                    peak = Math.max(peak, live);
                }
                case Step.Free end -> live -= sizes[end.tensor()];
                case Step.Copy unused -> {
                    // moves bytes between tensors that are live
                }
            }
        }
        return peak;
    }

    /** All bytes that are copied from one tensor to another. */
    public long copiedBytes() {
        return steps.stream().mapToLong(step -> step instanceof Step.Copy copy ? copy.bytes() : 0).sum();
    }
}
