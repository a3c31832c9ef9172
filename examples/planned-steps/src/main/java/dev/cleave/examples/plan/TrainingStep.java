package dev.cleave.examples.plan;

/**
 * The allocations of a step that trains a small network: each layer keeps its output until the
 * backward pass has used it, and needs a workspace for a moment.
 */
final class TrainingStep {
    private final int layers;
    private final long layerBytes;

    TrainingStep(int layers, long layerBytes) {
        this.layers = layers;
        this.layerBytes = layerBytes;
    }

    /** Bytes of a layer's output: later layers are smaller. */
    private long outputBytes(int layer) {
        return layerBytes * (layers - layer);
    }

    void run(StepMemory memory) {
        long[] outputs = new long[layers];
        for (int layer = 0; layer < layers; layer++) {
            long workspace = memory.allocate(3 * outputBytes(layer));
            outputs[layer] = memory.allocate(outputBytes(layer));
            memory.free(workspace);
        }
        for (int layer = layers - 1; layer >= 0; layer--) {
            long gradient = memory.allocate(2 * outputBytes(layer));
            memory.free(outputs[layer]);
            memory.free(gradient);
        }
    }
}
