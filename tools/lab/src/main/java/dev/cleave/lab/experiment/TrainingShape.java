package dev.cleave.lab.experiment;

import dev.cleave.gpu.densenet.TrainingSequence;
import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.lab.report.OptionRange;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What one step of training a network works on.
 *
 * @param batch images, 1 to {@link TrainingSequence#MOST_IMAGES}
 * @param precision of activations and their gradients, one of {@link #PRECISIONS}
 */
public record TrainingShape(int batch, ElementType precision) {
    /** The precisions that there are. */
    public static final List<ElementType> PRECISIONS =
            List.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16);

    /** As the papers measured. */
    public static final TrainingShape USUAL = new TrainingShape(64, ElementType.FLOAT32);

    /** Checks the ranges. */
    public TrainingShape {
        OptionRange.require(batch >= 1 && batch <= TrainingSequence.MOST_IMAGES, "--batch", batch,
                "1 to " + TrainingSequence.MOST_IMAGES);
        OptionRange.require(PRECISIONS.contains(precision), "--precision", label(precision), "one of " + precisions());
    }

    /** Another number of images. */
    public TrainingShape withBatch(int images) {
        return new TrainingShape(images, precision);
    }

    /**
     * Another precision.
     *
     * @param label as {@link #label} says it, in whatever case
     */
    public TrainingShape withPrecision(String label) {
        int chosen = PRECISIONS.stream().map(TrainingShape::label).toList().indexOf(label.toLowerCase(Locale.ROOT));
        OptionRange.require(chosen >= 0, "--precision", label, "one of " + precisions());
        return new TrainingShape(batch, PRECISIONS.get(chosen));
    }

    /** A type's name as users write it. */
    public static String label(ElementType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String precisions() {
        return PRECISIONS.stream().map(TrainingShape::label).collect(Collectors.joining(", "));
    }
}
