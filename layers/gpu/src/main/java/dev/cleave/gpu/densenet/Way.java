package dev.cleave.gpu.densenet;

import java.util.Locale;

/** How a framework runs a dense block: what it copies, and what it keeps for the backward pass. */
public enum Way {
    /**
     * Each layer's input is concatenated into a tensor of its own, and all that normalization makes
     * is kept, as the first frameworks did. ReLU is done in place.
     */
    NAIVE,

    /**
     * Concatenation and normalization write into two tensors that all layers share, and are done
     * again in the backward pass. Pleiss et al., <em>Memory-Efficient Implementation of
     * DenseNets</em>, 2017.
     */
    SHARED,

    /**
     * A layer reads its input from a list of pieces, and normalizes as it reads: nothing is
     * concatenated, and nothing that normalization makes is stored.
     */
    FUSED;

    /** The name in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
