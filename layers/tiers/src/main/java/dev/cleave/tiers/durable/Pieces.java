package dev.cleave.tiers.durable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Many bytes, a piece at a time, by way of native memory of one piece, which is zero at first. */
final class Pieces {
    private static final int PIECE = 1 << 20;

    private Pieces() {}

    /** What is to be done with the piece that begins at an offset. */
    @FunctionalInterface
    interface Step {
        void piece(long offset, MemorySegment piece);
    }

    static void forEach(long byteSize, Step step) {
        if (byteSize == 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(Math.min(PIECE, byteSize));
            for (long done = 0; done < byteSize; done += piece.byteSize()) {
                step.piece(done, piece.asSlice(0, Math.min(piece.byteSize(), byteSize - done)));
            }
        }
    }
}
