package dev.cleave.gpu.fused;

/**
 * The weights of a convolution without bias, stride 1, whose output is as high and wide as its
 * input.
 *
 * @param outputs channels that it makes
 * @param inputs channels that it reads
 * @param side height and width of its kernels: 1 or 3
 * @param values for each output, each input, each row and column of the kernel, in this order
 */
public record Weights(int outputs, int inputs, int side, float[] values) {
    /** Checks the ranges. */
    public Weights {
        if (outputs < 1 || inputs < 1 || side != 1 && side != 3
                || values.length != Math.multiplyExact(Math.multiplyExact(outputs, inputs), side * side)) {
            throw new IllegalArgumentException(values.length + " weights of a " + side + "×" + side
                    + " convolution of " + inputs + " channels to " + outputs
                    + ": must be inputs × outputs × side × side, with a side of 1 or 3");
        }
    }
}
