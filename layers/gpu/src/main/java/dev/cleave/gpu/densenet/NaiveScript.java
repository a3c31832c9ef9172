package dev.cleave.gpu.densenet;

import java.util.ArrayDeque;
import java.util.Deque;

/** A training step that concatenates, and keeps all that the backward pass reads. */
final class NaiveScript extends StepScript {
    private final Deque<Layer> layers = new ArrayDeque<>();
    private final Deque<Normalized> transitions = new ArrayDeque<>();
    private int stemConvolved;
    private int stemNormalized;
    private int stemStatistics;
    private int stemMaxima;

    /** All that has been made so far, concatenated. */
    private int present;

    /** The gradient of {@link #present}. */
    private int gradient;

    private record Normalized(int input, int statistics, int output) {}

    private record Layer(Normalized first, Normalized second) {}

    NaiveScript(DenseNet network, SequenceBuilder memory) {
        super(network, memory);
    }

    @Override
    void stemForward(Stem stem, int channels) {
        int convolved = memory.maps("stem", channels, square(stem.convolvedSide()));
        present = convolved;
        if (stem.pools()) {
            stemConvolved = convolved;
            stemStatistics = memory.figures("stem's statistics", channels);
            stemNormalized = memory.maps("stem normalized", channels, square(stem.convolvedSide()));
            stemMaxima = memory.marks("where maxima are", channels, square(stem.outputSide()));
            present = memory.maps("stem pooled", channels, square(stem.outputSide()));
        }
    }

    @Override
    void layerForward(DenseBlock block, int layer) {
        int channels = block.channels(layer);
        Normalized first = normalize(present, channels, block.pixels());
        int bottleneck = memory.maps("bottleneck", block.bottleneck(), block.pixels());
        Normalized second = normalize(bottleneck, block.bottleneck(), block.pixels());
        int added = memory.maps("layer", block.growth(), block.pixels());
        int next = memory.maps("concatenation", block.channels(layer + 1), block.pixels());
        memory.copy(present, channels, 0, next, block.channels(layer + 1), 0, channels, block.pixels());
        memory.copy(added, block.growth(), 0, next, block.channels(layer + 1), channels, block.growth(),
                block.pixels());
        memory.free(added);
        layers.push(new Layer(first, second));
        present = next;
    }

    private Normalized normalize(int input, int channels, int pixels) {
        int statistics = memory.figures("statistics", channels);
        return new Normalized(input, statistics, memory.maps("normalized", channels, pixels));
    }

    /** Nothing that a normalization kept is needed any more. */
    private void forget(Normalized normalized) {
        memory.free(normalized.output);
        memory.free(normalized.statistics);
        memory.free(normalized.input);
    }

    @Override
    void transitionForward(DenseBlock block) {
        transitions.push(normalize(present, block.outputChannels(), block.pixels()));
        int channels = DenseNet.compressed(block);
        int convolved = memory.maps("transition", channels, block.pixels());
        present = memory.maps("transition pooled", channels, block.pixels() / 4);
        memory.free(convolved);
    }

    @Override
    void head(DenseBlock block) {
        int channels = block.outputChannels();
        Normalized last = normalize(present, channels, block.pixels());
        int pooledGradient = classify(channels);
        int outputGradient = memory.maps("normalized's gradient", channels, block.pixels());
        memory.free(pooledGradient);
        gradient = normalizeBackward(last, outputGradient, channels, block.pixels());
    }

    /** From the gradient of what a normalization made, which ends, to that of what it read. */
    private int normalizeBackward(Normalized normalized, int outputGradient, int channels, int pixels) {
        int inputGradient = memory.maps("gradient", channels, pixels);
        memory.free(outputGradient);
        forget(normalized);
        return inputGradient;
    }

    @Override
    void transitionBackward(DenseBlock block) {
        int convolvedGradient = memory.maps("transition's gradient", DenseNet.compressed(block), block.pixels());
        memory.free(gradient);
        int outputGradient = memory.maps("normalized's gradient", block.outputChannels(), block.pixels());
        memory.free(convolvedGradient);
        gradient = normalizeBackward(transitions.pop(), outputGradient, block.outputChannels(), block.pixels());
    }

    @Override
    void layerBackward(DenseBlock block, int layer) {
        Layer kept = layers.pop();
        int channels = block.channels(layer);
        int pixels = block.pixels();
        int addedGradient = memory.maps("layer's gradient", block.growth(), pixels);
        memory.copy(gradient, block.channels(layer + 1), channels, addedGradient, block.growth(), 0, block.growth(),
                pixels);
        int secondGradient = memory.maps("normalized's gradient", block.bottleneck(), pixels);
        memory.free(addedGradient);
        int bottleneckGradient = normalizeBackward(kept.second, secondGradient, block.bottleneck(), pixels);
        int firstGradient = memory.maps("normalized's gradient", channels, pixels);
        memory.free(bottleneckGradient);
        int inputGradient = normalizeBackward(kept.first, firstGradient, channels, pixels);
        memory.free(gradient);
        gradient = inputGradient;
    }

    @Override
    void stemBackward(Stem stem, int channels) {
        if (stem.pools()) {
            int outputGradient = memory.maps("normalized's gradient", channels, square(stem.convolvedSide()));
            memory.free(gradient);
            memory.free(stemMaxima);
            Normalized kept = new Normalized(stemConvolved, stemStatistics, stemNormalized);
            gradient = normalizeBackward(kept, outputGradient, channels, square(stem.convolvedSide()));
        }
        memory.free(gradient);
    }
}
