package dev.cleave.gpu.densenet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A training step that keeps what each layer made as a piece of its own, and a gradient for each
 * piece, to which all layers behind it add.
 */
abstract class PieceScript extends StepScript {
    private final Deque<List<Piece>> blocks = new ArrayDeque<>();
    private List<Piece> pieces = new ArrayList<>();

    /** What a layer made, or what went into its block. */
    static final class Piece {
        private final int channels;
        private final int tensor;
        private int gradient;

        private Piece(int channels, int tensor) {
            this.channels = channels;
            this.tensor = tensor;
        }

        int channels() {
            return channels;
        }

        int tensor() {
            return tensor;
        }

        int gradient() {
            return gradient;
        }
    }

    PieceScript(DenseNet network, SequenceBuilder memory) {
        super(network, memory);
    }

    /** The pieces of the block at hand, in the order of their channels. */
    final List<Piece> pieces() {
        return pieces;
    }

    /** What goes into the next block. */
    final void enterBlock(int channels, int tensor) {
        blocks.push(pieces);
        pieces = new ArrayList<>();
        add(channels, tensor);
    }

    /** What a layer made. */
    final void add(int channels, int tensor) {
        pieces.add(new Piece(channels, tensor));
    }

    /** Gradients of all pieces of the block at hand. */
    final void beginGradients(long pixels) {
        for (Piece piece : pieces) {
            piece.gradient = memory.maps("piece's gradient", piece.channels, pixels);
        }
    }

    /** The last piece, which no layer reads any more, and its gradient end. */
    final void dropLast() {
        Piece last = pieces.removeLast();
        memory.free(last.gradient);
        memory.free(last.tensor);
    }

    /** What went into the block ends with its gradient, and the block before it is at hand. */
    final void leaveBlock() {
        dropLast();
        pieces = blocks.pop();
    }
}
