package dev.cleave.gpu;

/**
 * What a device's memory asks of whoever uses it. All in bytes but the count of blocks.
 *
 * @param nonCoherentAtomSize ranges of non-coherent memory are flushed in multiples of this; a
 *     power of two
 * @param bufferImageGranularity linear resources and optimal ones may not share an aligned page of
 *     this size; a power of two
 * @param minAlignment what every resource begins at a multiple of, at least; a power of two
 * @param maxBlockBytes the most that one block can have
 * @param maxBlocks how many blocks there can be at once
 */
public record DeviceLimits(
        long nonCoherentAtomSize, long bufferImageGranularity, long minAlignment, long maxBlockBytes, long maxBlocks) {

    /** Refuses what is no power of two, or allows nothing. */
    public DeviceLimits {
        Sizes.requirePowerOfTwo("non-coherent atom size", nonCoherentAtomSize);
        Sizes.requirePowerOfTwo("buffer-image granularity", bufferImageGranularity);
        Sizes.requirePowerOfTwo("minimum alignment", minAlignment);
        Sizes.requirePositive("most bytes of a block", maxBlockBytes);
        Sizes.requirePositive("most blocks", maxBlocks);
    }
}
