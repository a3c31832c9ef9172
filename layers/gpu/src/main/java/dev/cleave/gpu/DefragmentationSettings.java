package dev.cleave.gpu;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * How much a defragmentation may do at once. Immutable.
 *
 * @param bytesAPass the most bytes to copy in a pass; an allocation that is longer is not moved
 * @param movesAPass the most allocations to move in a pass
 * @param movable which allocations may be moved; what is mapped, freed, or guarded by a fence is
 *     not moved in any case
 */
public record DefragmentationSettings(long bytesAPass, int movesAPass, Predicate<DeviceAllocation> movable) {
    /** Refuses what allows nothing. */
    public DefragmentationSettings {
        Sizes.requirePositive("bytes a pass", bytesAPass);
        Sizes.requirePositive("moves a pass", movesAPass);
        Objects.requireNonNull(movable, "movable");
    }

    /** As much as it takes. */
    public static DefragmentationSettings unlimited() {
        return new DefragmentationSettings(Long.MAX_VALUE, Integer.MAX_VALUE, allocation -> true);
    }

    /** At most so many bytes and moves in a pass. */
    public static DefragmentationSettings ofPass(long byteSize, int moves) {
        return new DefragmentationSettings(byteSize, moves, allocation -> true);
    }

    /** Only such allocations, of those that could be moved before. */
    public DefragmentationSettings only(Predicate<DeviceAllocation> condition) {
        return new DefragmentationSettings(bytesAPass, movesAPass, movable.and(condition));
    }
}
