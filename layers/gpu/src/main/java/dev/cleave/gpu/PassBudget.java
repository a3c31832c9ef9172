package dev.cleave.gpu;

/** What a pass may still do. Not thread-safe. */
final class PassBudget {
    private long bytes;
    private int moves;

    PassBudget(DefragmentationSettings settings) {
        bytes = settings.bytesAPass();
        moves = settings.movesAPass();
    }

    /** Spends a move of so many bytes, if there is enough left. */
    boolean spend(long byteSize) {
        if (moves == 0 || byteSize > bytes) {
            return false;
        }
        moves--;
        bytes -= byteSize;
        return true;
    }

    boolean isSpent() {
        return moves == 0 || bytes == 0;
    }
}
