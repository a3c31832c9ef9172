package dev.cleave.gpu.densenet;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A training step whose layers read pieces and normalize as they read.
 *
 * <p>A channel's mean and variance are the same for every layer that reads it, so they are computed
 * once, when its piece is made; each layer makes its own scales and shifts of them, and drops
 * these. Backward, normalization needs two sums over the batch before it can hand a gradient on: it
 * does so in slices of {@code growth} channels, each of which is written once and then turned into
 * what is added to the piece's gradient.
 */
final class FusedScript extends PieceScript {
    private final Deque<Bottleneck> bottlenecks = new ArrayDeque<>();
    private final Deque<Integer> pieceStatistics = new ArrayDeque<>();
    private int stemConvolved;
    private int stemStatistics;

    private record Bottleneck(int maps, int statistics) {}

    FusedScript(DenseNet network, SequenceBuilder memory) {
        super(network, memory);
    }

    @Override
    void stemForward(Stem stem, int channels) {
        int convolved = memory.maps("stem", channels, square(stem.convolvedSide()));
        if (stem.pools()) {
            stemConvolved = convolved;
            stemStatistics = memory.figures("stem's statistics", channels);
            enterBlock(channels, memory.maps("stem pooled", channels, square(stem.outputSide())));
        } else {
            enterBlock(channels, convolved);
        }
        pieceStatistics.push(memory.figures("piece's statistics", channels));
    }

    @Override
    void layerForward(DenseBlock block, int layer) {
        int firstScales = memory.figures("scales and shifts", block.channels(layer));
        int maps = memory.maps("bottleneck", block.bottleneck(), block.pixels());
        memory.free(firstScales);
        bottlenecks.push(new Bottleneck(maps, memory.figures("bottleneck's statistics", block.bottleneck())));
        int secondScales = memory.figures("scales and shifts", block.bottleneck());
        add(block.growth(), memory.maps("layer", block.growth(), block.pixels()));
        memory.free(secondScales);
        pieceStatistics.push(memory.figures("piece's statistics", block.growth()));
    }

    @Override
    void transitionForward(DenseBlock block) {
        int channels = DenseNet.compressed(block);
        int scales = memory.figures("scales and shifts", block.outputChannels());
        int convolved = memory.maps("transition", channels, block.pixels());
        memory.free(scales);
        int pooled = memory.maps("transition pooled", channels, block.pixels() / 4);
        memory.free(convolved);
        enterBlock(channels, pooled);
        pieceStatistics.push(memory.figures("piece's statistics", channels));
    }

    @Override
    void head(DenseBlock block) {
        int scales = memory.figures("scales and shifts", block.outputChannels());
        int pooledGradient = classify(block.outputChannels());
        normalizeBackward(block, block.outputChannels(), true);
        memory.free(pooledGradient);
        memory.free(scales);
    }

    /** Adds to the gradients of all pieces, or begins them, slice by slice. */
    private void normalizeBackward(DenseBlock block, int channels, boolean first) {
        if (first) {
            beginGradients(block.pixels());
        }
        int sums = memory.figures("sums of gradients", channels);
        int slice = memory.maps("slice's gradient", block.growth(), block.pixels());
        memory.free(slice);
        memory.free(sums);
    }

    @Override
    void transitionBackward(DenseBlock block) {
        int convolvedGradient = memory.maps("transition's gradient", DenseNet.compressed(block), block.pixels());
        dropStatistics();
        leaveBlock();
        int scales = memory.figures("scales and shifts", block.outputChannels());
        normalizeBackward(block, block.outputChannels(), true);
        memory.free(scales);
        memory.free(convolvedGradient);
    }

    private void dropStatistics() {
        memory.free(pieceStatistics.pop());
    }

    @Override
    void layerBackward(DenseBlock block, int layer) {
        Bottleneck kept = bottlenecks.pop();
        int secondScales = memory.figures("scales and shifts", block.bottleneck());
        int bottleneckGradient = memory.maps("bottleneck's gradient", block.bottleneck(), block.pixels());
        int sums = memory.figures("sums of gradients", block.bottleneck());
        memory.free(sums);
        memory.free(secondScales);
        dropStatistics();
        dropLast();
        memory.free(kept.statistics);
        memory.free(kept.maps);
        int firstScales = memory.figures("scales and shifts", block.channels(layer));
        normalizeBackward(block, block.channels(layer), false);
        memory.free(firstScales);
        memory.free(bottleneckGradient);
    }

    @Override
    void stemBackward(Stem stem, int channels) {
        dropStatistics();
        if (stem.pools()) {
            int scales = memory.figures("scales and shifts", channels);
            int convolvedGradient = memory.maps("stem's gradient", channels, square(stem.convolvedSide()));
            leaveBlock();
            int sums = memory.figures("sums of gradients", channels);
            memory.free(sums);
            memory.free(scales);
            memory.free(stemStatistics);
            memory.free(stemConvolved);
            memory.free(convolvedGradient);
        } else {
            leaveBlock();
        }
    }
}
