package dev.cleave.gpu.densenet;

/**
 * A dense block: layers each of which reads what went into the block and what all layers before it
 * made, and makes {@code growth} channels more.
 *
 * @param inputChannels of what goes in
 * @param layers how many
 * @param growth channels that each layer makes
 * @param side height and width of all its feature maps
 */
public record DenseBlock(int inputChannels, int layers, int growth, int side) {
    /** How many times {@link #growth} the bottleneck before a layer's 3×3 convolution has. */
    public static final int BOTTLENECK_FACTOR = 4;

    /**
     * Channels that a layer reads.
     *
     * @param layer 0 to {@link #layers()}; the last is what reads the whole block
     */
    public int channels(int layer) {
        return inputChannels + layer * growth;
    }

    /** Channels of all that the block hands on. */
    public int outputChannels() {
        return channels(layers);
    }

    /** Channels between a layer's 1×1 and its 3×3 convolution. */
    public int bottleneck() {
        return BOTTLENECK_FACTOR * growth;
    }

    /** Elements of one channel of one image. */
    public int pixels() {
        return side * side;
    }
}
