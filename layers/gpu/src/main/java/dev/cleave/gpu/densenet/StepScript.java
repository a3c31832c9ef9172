package dev.cleave.gpu.densenet;

import java.util.List;

/** The order of a training step, which is the same in every way: once through the network, and back. */
abstract class StepScript {
    final DenseNet network;
    final SequenceBuilder memory;

    StepScript(DenseNet network, SequenceBuilder memory) {
        this.network = network;
        this.memory = memory;
    }

    /** Writes the whole step. */
    final void write() {
        Stem stem = network.stem();
        int images = memory.maps("images", Stem.COLOURS, square(stem.imageSide()));
        begin();
        stemForward(stem, network.initialChannels());
        List<DenseBlock> blocks = network.blocks();
        for (DenseBlock block : blocks) {
            for (int layer = 0; layer < block.layers(); layer++) {
                layerForward(block, layer);
            }
            if (!block.equals(blocks.getLast())) {
                transitionForward(block);
            }
        }
        head(blocks.getLast());
        for (DenseBlock block : blocks.reversed()) {
            if (!block.equals(blocks.getLast())) {
                transitionBackward(block);
            }
            for (int layer = block.layers() - 1; layer >= 0; layer--) {
                layerBackward(block, layer);
            }
        }
        stemBackward(stem, network.initialChannels());
        end();
        memory.free(images);
    }

    /** What all layers share begins. */
    void begin() {}

    abstract void stemForward(Stem stem, int channels);

    abstract void layerForward(DenseBlock block, int layer);

    abstract void transitionForward(DenseBlock block);

    /** The classifier behind the last block, forward and backward. */
    abstract void head(DenseBlock block);

    abstract void transitionBackward(DenseBlock block);

    abstract void layerBackward(DenseBlock block, int layer);

    abstract void stemBackward(Stem stem, int channels);

    /** What all layers share ends. */
    void end() {}

    /** From the pooled features to the loss and back to their gradient, which is handed on. */
    final int classify(int channels) {
        int pooled = memory.maps("features", channels, 1);
        int scores = memory.maps("scores", network.classes(), 1);
        int scoresGradient = memory.maps("scores' gradient", network.classes(), 1);
        memory.free(scores);
        int pooledGradient = memory.maps("features' gradient", channels, 1);
        memory.free(scoresGradient);
        memory.free(pooled);
        return pooledGradient;
    }

    static int square(int side) {
        return side * side;
    }
}
