package dev.cleave.gpu;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * How much a defragmentation may do at once, and what is worth doing. Immutable.
 *
 * @param bytesAPass the most bytes to copy in a pass; an allocation that is longer is not moved
 * @param movesAPass the most allocations to move in a pass
 * @param leastFreed how many bytes a block must free for each byte that is copied out of it, 0 or
 *     more: a block is left alone where its size is less than so many times what lies in it. 0 asks
 *     for as few blocks as possible, whatever has to be copied
 * @param movable which allocations may be moved; what is mapped, freed, or guarded by a fence is
 *     not moved in any case
 */
public record DefragmentationSettings(
        long bytesAPass, int movesAPass, double leastFreed, Predicate<DeviceAllocation> movable) {
    private static final double USUALLY_FREED = 1.5;

    /** Refuses what allows nothing. */
    public DefragmentationSettings {
        Sizes.requirePositive("bytes a pass", bytesAPass);
        Sizes.requirePositive("moves a pass", movesAPass);
        if (!(leastFreed >= 0 && leastFreed < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("least freed " + leastFreed
                    + ": give the bytes that a block must free for each byte copied, 0 or more");
        }
        Objects.requireNonNull(movable, "movable");
    }

    /** As many bytes and moves in a pass as it takes; blocks that are at most two thirds full. */
    public static DefragmentationSettings unlimited() {
        return ofPass(Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** At most so many bytes and moves in a pass; blocks that are at most two thirds full. */
    public static DefragmentationSettings ofPass(long byteSize, int moves) {
        return new DefragmentationSettings(byteSize, moves, USUALLY_FREED, allocation -> true);
    }

    /** Only blocks that free so many bytes for each byte that is copied out of them. */
    public DefragmentationSettings freeingAtLeast(double bytesForEachCopied) {
        return new DefragmentationSettings(bytesAPass, movesAPass, bytesForEachCopied, movable);
    }

    /** As few blocks, and as little memory in them, as possible, whatever has to be copied. */
    public DefragmentationSettings asFewBlocksAsPossible() {
        return freeingAtLeast(0);
    }

    /** Only such allocations, of those that could be moved before. */
    public DefragmentationSettings only(Predicate<DeviceAllocation> condition) {
        return new DefragmentationSettings(bytesAPass, movesAPass, leastFreed, movable.and(condition));
    }
}
