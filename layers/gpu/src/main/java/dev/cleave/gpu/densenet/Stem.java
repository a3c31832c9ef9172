package dev.cleave.gpu.densenet;

/** What stands before the first dense block. */
public enum Stem {
    /** For images of 32×32: one 3×3 convolution. */
    CIFAR(32, 3, 32, 32),

    /**
     * For images of 224×224: a 7×7 convolution, batch normalization, ReLU and max pooling, the
     * convolution and the pooling each of stride 2.
     */
    IMAGENET(224, 7, 112, 56);

    /** Channels of an image. */
    static final int COLOURS = 3;

    private final int imageSide;
    private final int kernelSide;
    private final int convolvedSide;
    private final int outputSide;

    Stem(int imageSide, int kernelSide, int convolvedSide, int outputSide) {
        this.imageSide = imageSide;
        this.kernelSide = kernelSide;
        this.convolvedSide = convolvedSide;
        this.outputSide = outputSide;
    }

    /** Height and width of an image. */
    public int imageSide() {
        return imageSide;
    }

    /** Height and width of what the convolution makes. */
    public int convolvedSide() {
        return convolvedSide;
    }

    /** Height and width of what goes into the first block. */
    public int outputSide() {
        return outputSide;
    }

    /** Whether the convolution is followed by normalization and pooling. */
    public boolean pools() {
        return outputSide != convolvedSide;
    }

    /** Weights, scales and shifts, where it makes so many channels. */
    long parameters(int channels) {
        return (long) COLOURS * kernelSide * kernelSide * channels + (pools() ? 2L * channels : 0);
    }

    /** Multiplications with addition for one image, where it makes so many channels. */
    long multiplyAdds(int channels) {
        return (long) COLOURS * kernelSide * kernelSide * channels * convolvedSide * convolvedSide;
    }
}
