package dev.cleave.gpu.densenet;

import java.util.ArrayDeque;
import java.util.Deque;

/** A training step whose concatenations and normalizations share two tensors, and are done twice. */
final class SharedScript extends PieceScript {
    private final Deque<Layer> layers = new ArrayDeque<>();
    private final Deque<Integer> transitions = new ArrayDeque<>();
    private int concatenated;
    private int normalized;
    private int stemConvolved;
    private int stemStatistics;
    private int stemMaxima;

    private record Layer(int firstStatistics, int bottleneck, int secondStatistics) {}

    SharedScript(DenseNet network, SequenceBuilder memory) {
        super(network, memory);
    }

    /** Each is as large as the largest that it will hold. */
    @Override
    void begin() {
        Stem stem = network.stem();
        long most = 0;
        long mostNormalized = stem.pools() ? (long) network.initialChannels() * square(stem.convolvedSide()) : 0;
        for (DenseBlock block : network.blocks()) {
            most = Math.max(most, (long) block.outputChannels() * block.pixels());
            mostNormalized = Math.max(mostNormalized, (long) block.bottleneck() * block.pixels());
        }
        concatenated = memory.maps("shared for concatenations", 1, most);
        normalized = memory.maps("shared for normalizations", 1, Math.max(most, mostNormalized));
    }

    @Override
    void end() {
        memory.free(normalized);
        memory.free(concatenated);
    }

    @Override
    void stemForward(Stem stem, int channels) {
        int convolved = memory.maps("stem", channels, square(stem.convolvedSide()));
        if (stem.pools()) {
            stemConvolved = convolved;
            stemStatistics = memory.figures("stem's statistics", channels);
            stemMaxima = memory.marks("where maxima are", channels, square(stem.outputSide()));
            enterBlock(channels, memory.maps("stem pooled", channels, square(stem.outputSide())));
        } else {
            enterBlock(channels, convolved);
        }
    }

    @Override
    void layerForward(DenseBlock block, int layer) {
        concatenate(block, block.channels(layer));
        int firstStatistics = memory.figures("statistics", block.channels(layer));
        int bottleneck = memory.maps("bottleneck", block.bottleneck(), block.pixels());
        int secondStatistics = memory.figures("statistics", block.bottleneck());
        layers.push(new Layer(firstStatistics, bottleneck, secondStatistics));
        add(block.growth(), memory.maps("layer", block.growth(), block.pixels()));
    }

    private void concatenate(DenseBlock block, int channels) {
        int from = 0;
        for (Piece piece : pieces()) {
            memory.copy(piece.tensor(), piece.channels(), 0, concatenated, channels, from, piece.channels(),
                    block.pixels());
            from += piece.channels();
        }
    }

    @Override
    void transitionForward(DenseBlock block) {
        concatenate(block, block.outputChannels());
        transitions.push(memory.figures("statistics", block.outputChannels()));
        int channels = DenseNet.compressed(block);
        int convolved = memory.maps("transition", channels, block.pixels());
        int pooled = memory.maps("transition pooled", channels, block.pixels() / 4);
        memory.free(convolved);
        enterBlock(channels, pooled);
    }

    @Override
    void head(DenseBlock block) {
        concatenate(block, block.outputChannels());
        int statistics = memory.figures("statistics", block.outputChannels());
        int pooledGradient = classify(block.outputChannels());
        int outputGradient = memory.maps("gradient", block.outputChannels(), block.pixels());
        memory.free(pooledGradient);
        divide(block, outputGradient, statistics);
    }

    /** Normalization goes backward in place, and the first gradients of the block's pieces are copies of its parts. */
    private void divide(DenseBlock block, int outputGradient, int statistics) {
        beginGradients(block.pixels());
        int from = 0;
        for (Piece piece : pieces()) {
            memory.copy(outputGradient, block.outputChannels(), from, piece.gradient(), piece.channels(), 0,
                    piece.channels(), block.pixels());
            from += piece.channels();
        }
        memory.free(outputGradient);
        memory.free(statistics);
    }

    @Override
    void transitionBackward(DenseBlock block) {
        int convolvedGradient = memory.maps("transition's gradient", DenseNet.compressed(block), block.pixels());
        leaveBlock();
        concatenate(block, block.outputChannels());
        int outputGradient = memory.maps("gradient", block.outputChannels(), block.pixels());
        memory.free(convolvedGradient);
        divide(block, outputGradient, transitions.pop());
    }

    @Override
    void layerBackward(DenseBlock block, int layer) {
        Layer kept = layers.pop();
        int bottleneckGradient = memory.maps("bottleneck's gradient", block.bottleneck(), block.pixels());
        dropLast();
        memory.free(kept.bottleneck);
        memory.free(kept.secondStatistics);
        concatenate(block, block.channels(layer));
        int inputGradient = memory.maps("gradient", block.channels(layer), block.pixels());
        memory.free(bottleneckGradient);
        memory.free(inputGradient);
        memory.free(kept.firstStatistics);
    }

    @Override
    void stemBackward(Stem stem, int channels) {
        if (stem.pools()) {
            int convolvedGradient = memory.maps("stem's gradient", channels, square(stem.convolvedSide()));
            leaveBlock();
            memory.free(stemMaxima);
            memory.free(stemStatistics);
            memory.free(stemConvolved);
            memory.free(convolvedGradient);
        } else {
            leaveBlock();
        }
    }
}
