package dev.cleave.gpu.fused;

import java.util.Arrays;

/**
 * One channel of one image, normalized, with a border of zeros around it, so that a 3×3 kernel
 * finds nine elements around every pixel. It is small, and stays in the cache.
 */
final class ZeroBorder {
    /** Height and width of a kernel. */
    static final int SIDE = 3;

    /** Elements of a kernel. */
    static final int KERNEL = SIDE * SIDE;

    private final int height;
    private final int width;
    private final int stride;
    private final float[] values;

    /**
     * All zero.
     *
     * @param columns how many pixels of a row may be asked for, {@code width} or more: what lies
     *     behind the row's end is zero
     */
    ZeroBorder(int height, int width, int columns) {
        this.height = height;
        this.width = width;
        stride = columns + SIDE - 1;
        values = new float[stride * (height + SIDE - 1)];
    }

    int width() {
        return width;
    }

    /** Elements from one row to the next. */
    int stride() {
        return stride;
    }

    /** The elements; the kernel's first one at a pixel is at {@code y * stride + x}. */
    float[] values() {
        return values;
    }

    /** Takes another channel. */
    void fill(HostChannels from, Normalization normalization, int image, int channel) {
        Arrays.fill(values, 0);
        for (int y = 0; y < height; y++) {
            int begin = (y + 1) * stride + 1;
            for (int x = 0; x < width; x++) {
                values[begin + x] = normalization.apply(from.get(image, channel, y * width + x), channel);
            }
        }
    }
}
