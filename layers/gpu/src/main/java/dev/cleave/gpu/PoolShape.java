package dev.cleave.gpu;

/**
 * How requests become units in a pool: what is rounded, what is aligned, what has a block of its
 * own. Immutable.
 *
 * @param settings the pool's, with the sizes of unit and blocks in use
 * @param type the memory type of its blocks
 * @param limits what the device asks for
 * @param growsFromSmall whether its blocks are small at first
 * @param dedicatedFrom from how many bytes on a request has a block of its own
 */
record PoolShape(
        PoolSettings settings, MemoryType type, DeviceLimits limits, boolean growsFromSmall, long dedicatedFrom) {
    /** The shape of a pool on a device: its unit is an atom of flushes at least. */
    static PoolShape of(PoolSettings wanted, DeviceInfo info) {
        MemoryType type = info.type(wanted.type());
        DeviceLimits limits = info.limits();
        long unit = Math.max(wanted.unitBytes(), type.needsFlushes() ? limits.nonCoherentAtomSize() : 1);
        boolean growsFromSmall = wanted.blockBytes() == 0;
        long blockBytes = growsFromSmall
                ? BlockSizes.usual(info.heap(type.heap()).byteSize(), unit)
                : Sizes.roundUp(wanted.blockBytes(), unit);
        blockBytes = Math.min(blockBytes, Sizes.roundDown(limits.maxBlockBytes(), unit));
        PoolSettings settings = wanted.unit(unit).blocksOf(blockBytes);
        long dedicatedFrom = wanted.dedicatedFrom() > 0
                ? wanted.dedicatedFrom()
                : usualDedication(settings, growsFromSmall);
        return new PoolShape(settings, type, limits, growsFromSmall, dedicatedFrom);
    }

    private static long usualDedication(PoolSettings settings, boolean growsFromSmall) {
        if (growsFromSmall) {
            return settings.blockBytes() / 2 + 1;
        }
        return settings.maxBlocks() == Integer.MAX_VALUE ? settings.blockBytes() + 1 : Long.MAX_VALUE;
    }

    int unitShift() {
        return Long.numberOfTrailingZeros(settings.unitBytes());
    }

    /** The units that a request takes up. */
    long unitsFor(AllocationRequest request) {
        long grain = needsOwnPages(request) ? limits.bufferImageGranularity() : settings.unitBytes();
        return Sizes.roundUp(request.byteSize, grain) >>> unitShift();
    }

    /** The power of two, in units, that a request begins at a multiple of. */
    int alignmentFor(AllocationRequest request) {
        long asked = Math.max(Math.max(request.alignment, settings.minAlignment()), limits.minAlignment());
        long bytes = needsOwnPages(request) ? Math.max(asked, limits.bufferImageGranularity()) : asked;
        return Math.max(0, Long.numberOfTrailingZeros(bytes) - unitShift());
    }

    /** An optimal resource has its pages of the granularity to itself; a linear one needs none of its own. */
    private boolean needsOwnPages(AllocationRequest request) {
        return limits.bufferImageGranularity() > settings.unitBytes() && !request.kind.isLinear();
    }

    boolean wantsDedicated(AllocationRequest request) {
        return request.dedicated || request.byteSize >= dedicatedFrom;
    }

    /** Whether a request that no shared block can serve may have one of its own. */
    boolean mayFallBack() {
        return growsFromSmall && settings.layout() == BlockLayout.BUDDY && settings.maxBlocks() == Integer.MAX_VALUE;
    }

    /** Why a request can never be served; empty where it can. */
    String whyNever(AllocationRequest request) {
        if (wantsDedicated(request) || mayFallBack()) {
            return request.byteSize > limits.maxBlockBytes()
                    ? "a block of the device has " + limits.maxBlockBytes() + " bytes at most"
                    : "";
        }
        return unitsFor(request) << unitShift() > settings.blockBytes()
                ? "a block of pool '" + settings.name() + "' has " + settings.blockBytes() + " bytes"
                : "";
    }
}
