package dev.cleave.gpu.densenet;

import dev.cleave.gpu.tensor.ElementType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Takes down the steps of a sequence, and refuses those that make no sense. */
final class SequenceBuilder {
    /** A mean and a variance, binary32 each. */
    private static final int STATISTICS_BYTES = 2 * Float.BYTES;

    private final int batch;
    private final ElementType type;
    private final List<Step> steps = new ArrayList<>();
    private final BitSet live = new BitSet();
    private int tensors;

    SequenceBuilder(int batch, ElementType type) {
        this.batch = batch;
        this.type = type;
    }

    /** Feature maps of the whole batch. */
    int maps(String name, long channels, long pixels) {
        return allocate(name, Math.multiplyExact(batch, imageBytes(channels, pixels)));
    }

    /** One byte for each element of feature maps. */
    int marks(String name, long channels, long pixels) {
        return allocate(name, Math.multiplyExact(batch, Math.multiplyExact(channels, pixels)));
    }

    /** Two binary32 figures for each channel. */
    int figures(String name, int channels) {
        return allocate(name, (long) STATISTICS_BYTES * channels);
    }

    void free(int tensor) {
        if (!live.get(tensor)) {
            throw new IllegalStateException("tensor " + tensor + " is freed and not live");
        }
        live.clear(tensor);
        steps.add(new Step.Free(tensor));
    }

    /**
     * Copies channels of each image.
     *
     * @param from a tensor of {@code fromChannels}, read from channel {@code fromFirst} on
     * @param to a tensor of {@code toChannels}, written from channel {@code toFirst} on
     */
    void copy(int from, int fromChannels, int fromFirst, int to, int toChannels, int toFirst, int channels,
            long pixels) {
        if (!live.get(from) || !live.get(to)) {
            throw new IllegalStateException("tensor " + from + " is copied to " + to + ", and one of them is not live");
        }
        steps.add(new Step.Copy(from, imageBytes(fromFirst, pixels), imageBytes(fromChannels, pixels), to,
                imageBytes(toFirst, pixels), imageBytes(toChannels, pixels), batch, imageBytes(channels, pixels)));
    }

    /** All steps; nothing is live any more. */
    List<Step> steps() {
        if (!live.isEmpty()) {
            throw new IllegalStateException("tensors " + live + " are never freed");
        }
        return steps;
    }

    private int allocate(String name, long bytes) {
        int tensor = tensors++;
        live.set(tensor);
        steps.add(new Step.Allocate(tensor, name, bytes));
        return tensor;
    }

    private long imageBytes(long channels, long pixels) {
        return Math.multiplyExact(Math.multiplyExact(channels, pixels), (long) type.bytes());
    }
}
