package dev.cleave.gpu.fused;

import java.util.List;

/**
 * Mean and variance of channels over a batch.
 *
 * @param mean one for each channel
 * @param variance one for each channel: the mean of the squared distances from the mean
 */
public record Statistics(float[] mean, float[] variance) {
    /** Checks that there are as many of both. */
    public Statistics {
        if (mean.length != variance.length) {
            throw new IllegalArgumentException(mean.length + " means and " + variance.length
                    + " variances: must be one of both for each channel");
        }
    }

    /** How many channels. */
    public int channels() {
        return mean.length;
    }

    /** Those of pieces side by side: a channel's are the same, whoever reads it. */
    public static Statistics along(List<Statistics> pieces) {
        int channels = pieces.stream().mapToInt(Statistics::channels).sum();
        float[] mean = new float[channels];
        float[] variance = new float[channels];
        int at = 0;
        for (Statistics piece : pieces) {
            System.arraycopy(piece.mean, 0, mean, at, piece.channels());
            System.arraycopy(piece.variance, 0, variance, at, piece.channels());
            at += piece.channels();
        }
        return new Statistics(mean, variance);
    }
}
