package dev.cleave.gpu.fused;

import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.tensor.Piece;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.gpu.tensor.TensorMemory;

/** What kernels can work on, and what is wrong with the rest. */
final class LayerChecks {
    static final int CHANNELS = 1;
    private static final int HEIGHT = 2;
    private static final int RANK = 4;

    private LayerChecks() {}

    static int channels(Shape shape) {
        return Math.toIntExact(shape.extent(CHANNELS));
    }

    static int pixels(Shape shape) {
        return Math.toIntExact(shape.extent(HEIGHT) * shape.extent(HEIGHT + 1));
    }

    static <M extends TensorMemory> void requireMaps(String what, PieceTensor<M> maps) {
        boolean legal = maps.type() == ElementType.FLOAT32 && maps.shape().rank() == RANK
                && (maps.pieces().size() == 1 || maps.axis() == CHANNELS);
        for (Piece<M> piece : maps.pieces()) {
            legal &= piece.isDenseFrom(HEIGHT);
        }
        require(legal && maps.shape().elements() <= Integer.MAX_VALUE, what + " of " + maps,
                "feature maps of FLOAT32, [images, channels, height, width], in pieces along the channels, each"
                        + " channel of an image dense, and of less than 2^31 elements");
    }

    static <M extends TensorMemory> void requireConvolution(
            PieceTensor<M> input, Normalization normalization, Weights weights, PieceTensor<M> output) {
        requireOutput(input, normalization, output, weights.outputs());
        require(weights.inputs() == channels(input.shape()), "weights for " + weights.inputs() + " channels, and "
                + input.shape(), "as many channels");
    }

    static <M extends TensorMemory> void requireOutput(
            PieceTensor<M> input, Normalization normalization, PieceTensor<M> output, int channels) {
        requireMaps("an input", input);
        requireMaps("an output", output);
        require(normalization.isIdentity() || normalization.scale().length == channels(input.shape()),
                "a normalization of " + normalization.scale().length + " channels, and " + input.shape(),
                "as many channels");
        long[] expected = input.shape().extents().stream().mapToLong(Long::longValue).toArray();
        expected[CHANNELS] = channels;
        require(output.isDense() && output.shape().equals(Shape.of(expected)), "an output of " + output,
                "dense, and of " + Shape.of(expected));
    }

    private static void require(boolean legal, String given, String allowed) {
        if (!legal) {
            throw new IllegalArgumentException(given + ": must be " + allowed);
        }
    }
}
