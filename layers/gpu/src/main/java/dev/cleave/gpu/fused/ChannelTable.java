package dev.cleave.gpu.fused;

import dev.cleave.gpu.opencl.OpenClBuffer;
import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.tensor.Piece;
import dev.cleave.gpu.tensor.PieceTensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each channel of feature maps lies and how it is normalized, in a device's memory, for
 * kernels to read.
 */
final class ChannelTable implements AutoCloseable {
    private final List<Part> parts = new ArrayList<>();
    private final List<OpenClBuffer> owned = new ArrayList<>();
    private final int channels;
    private final OpenClBuffer starts;
    private final OpenClBuffer strides;
    private final OpenClBuffer scales;
    private final OpenClBuffer shifts;

    /**
     * Channels next to each other that lie in one buffer.
     *
     * @param first the first of them
     * @param end behind the last
     */
    record Part(OpenClBuffer buffer, int first, int end) {}

    ChannelTable(OpenClContext context, PieceTensor<OpenClMemory> maps, Normalization normalization) {
        channels = LayerChecks.channels(maps.shape());
        long[] begin = new long[channels];
        long[] step = new long[channels];
        int channel = 0;
        for (Piece<OpenClMemory> piece : maps.pieces()) {
            int first = channel;
            for (long each = 0; each < piece.shape().extent(LayerChecks.CHANNELS); each++) {
                begin[channel] = piece.byteOffset() / Float.BYTES + each * piece.strides().get(LayerChecks.CHANNELS);
                step[channel] = piece.strides().get(0);
                channel++;
            }
            add(new Part(piece.memory().buffer(), first, channel));
        }
        boolean made = false;
        try {
            starts = own(context, MemorySegment.ofArray(begin));
            strides = own(context, MemorySegment.ofArray(step));
            float[] unused = new float[channels];
            scales = own(context, MemorySegment.ofArray(normalization.isIdentity() ? unused : normalization.scale()));
            shifts = own(context, MemorySegment.ofArray(normalization.isIdentity() ? unused : normalization.shift()));
            made = true;
        } finally {
            if (!made) {
                close();
            }
        }
    }

    /** Joins what follows in the same buffer. */
    private void add(Part part) {
        if (!parts.isEmpty() && parts.getLast().buffer == part.buffer) {
            parts.add(new Part(part.buffer, parts.removeLast().first, part.end));
        } else {
            parts.add(part);
        }
    }

    private OpenClBuffer own(OpenClContext context, MemorySegment figures) {
        OpenClBuffer buffer = context.buffer(figures.byteSize());
        owned.add(buffer);
        buffer.write(0, figures);
        return buffer;
    }

    /** Figures in a buffer of their own, which the caller closes. */
    static OpenClBuffer upload(OpenClContext context, float[] figures) {
        OpenClBuffer buffer = context.buffer((long) figures.length * Float.BYTES);
        buffer.write(0, MemorySegment.ofArray(figures));
        return buffer;
    }

    List<Part> parts() {
        return parts;
    }

    int channels() {
        return channels;
    }

    OpenClBuffer starts() {
        return starts;
    }

    OpenClBuffer strides() {
        return strides;
    }

    OpenClBuffer scales() {
        return scales;
    }

    OpenClBuffer shifts() {
        return shifts;
    }

    @Override
    public void close() {
        owned.forEach(OpenClBuffer::close);
    }
}
