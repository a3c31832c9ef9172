package dev.cleave.gpu;

/**
 * What a defragmentation, or a pass of it, has done.
 *
 * @param moves allocations that lie elsewhere now
 * @param bytesMoved bytes of them
 * @param ignored moves that were not made
 * @param destroyed allocations that were freed instead, or meanwhile
 */
public record DefragmentationResult(long moves, long bytesMoved, long ignored, long destroyed) {
    /** Nothing. */
    public static final DefragmentationResult NONE = new DefragmentationResult(0, 0, 0, 0);

    /** The sum of both. */
    public DefragmentationResult plus(DefragmentationResult other) {
        return new DefragmentationResult(moves + other.moves, bytesMoved + other.bytesMoved, ignored + other.ignored,
                destroyed + other.destroyed);
    }
}
