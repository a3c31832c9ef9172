package dev.cleave.gpu.fused;

import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.Piece;
import dev.cleave.gpu.tensor.PieceTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Where each channel of feature maps lies: their pieces, channel by channel. */
final class HostChannels {
    private final MemorySegment[] segments;
    private final long[] starts;
    private final long[] imageStrides;

    HostChannels(PieceTensor<HostMemory> maps) {
        int channels = LayerChecks.channels(maps.shape());
        segments = new MemorySegment[channels];
        starts = new long[channels];
        imageStrides = new long[channels];
        int channel = 0;
        for (Piece<HostMemory> piece : maps.pieces()) {
            for (long each = 0; each < piece.shape().extent(LayerChecks.CHANNELS); each++) {
                segments[channel] = piece.memory().segment();
                starts[channel] = piece.byteOffset() + each * piece.strides().get(LayerChecks.CHANNELS) * Float.BYTES;
                imageStrides[channel] = piece.strides().get(0) * Float.BYTES;
                channel++;
            }
        }
    }

    int count() {
        return segments.length;
    }

    MemorySegment segment(int channel) {
        return segments[channel];
    }

    /** The byte at which a channel of an image begins. */
    long start(int image, int channel) {
        return starts[channel] + image * imageStrides[channel];
    }

    float get(int image, int channel, int pixel) {
        return segments[channel].get(ValueLayout.JAVA_FLOAT_UNALIGNED, start(image, channel) + 4L * pixel);
    }

    void set(int image, int channel, int pixel, float value) {
        segments[channel].set(ValueLayout.JAVA_FLOAT_UNALIGNED, start(image, channel) + 4L * pixel, value);
    }
}
