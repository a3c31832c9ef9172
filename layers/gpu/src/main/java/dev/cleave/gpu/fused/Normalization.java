package dev.cleave.gpu.fused;

/**
 * Batch normalization followed by ReLU, as two figures for each channel: an element x becomes
 * {@code fma(x, scale, shift)}, or 0 where that is below 0.
 *
 * @param scale one for each channel
 * @param shift one for each channel
 */
public record Normalization(float[] scale, float[] shift) {
    /** Leaves every element as it is. */
    public static final Normalization IDENTITY = new Normalization(new float[0], new float[0]);

    /** Checks that there are as many of both. */
    public Normalization {
        if (scale.length != shift.length) {
            throw new IllegalArgumentException(
                    scale.length + " scales and " + shift.length + " shifts: must be one of both for each channel");
        }
    }

    /**
     * What statistics and learned parameters come to.
     *
     * @param gamma learned factor of each channel
     * @param beta learned addition to each channel
     * @param epsilon above 0; keeps channels without variance finite
     */
    public static Normalization of(Statistics statistics, float[] gamma, float[] beta, float epsilon) {
        int channels = statistics.channels();
        if (gamma.length != channels || beta.length != channels || !(epsilon > 0)) {
            throw new IllegalArgumentException("statistics of " + channels + " channels, " + gamma.length
                    + " gammas, " + beta.length + " betas and an epsilon of " + epsilon
                    + ": must be as many of each, and an epsilon above 0");
        }
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            scale[channel] = gamma[channel] / (float) Math.sqrt(statistics.variance()[channel] + epsilon);
            shift[channel] = Math.fma(-statistics.mean()[channel], scale[channel], beta[channel]);
        }
        return new Normalization(scale, shift);
    }

    /** Whether it leaves every element as it is. */
    public boolean isIdentity() {
        return scale.length == 0;
    }

    /** What an element of a channel becomes; not a number stays so. */
    float apply(float element, int channel) {
        if (isIdentity()) {
            return element;
        }
        float normalized = Math.fma(element, scale[channel], shift[channel]);
        return normalized < 0 ? 0 : normalized;
    }
}
