package dev.cleave.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a child of a pool tells about itself: what it holds, and what its cap and the pool leave to
 * it.
 */
final class ChildFigures implements Figures {
    private static final int TOP_SITES = 5;

    private final Units units;
    private final ChildAccount account;
    private final SpareLeases spares;
    private final Blocks blocks;
    private final @Nullable AllocationSites sites;
    private final SpaceFigures ofPool;

    ChildFigures(
            Units units,
            ChildAccount account,
            SpareLeases spares,
            Blocks blocks,
            @Nullable AllocationSites sites,
            SpaceFigures ofPool) {
        this.units = units;
        this.account = account;
        this.spares = spares;
        this.blocks = blocks;
        this.sites = sites;
        this.ofPool = ofPool;
    }

    @Override
    public long usedBytes() {
        return Math.max(0, account.heldBytes() - units.bytes(spares.waiting()));
    }

    /** All that it holds may be backed by memory; what is free is nobody's. */
    @Override
    public long committedBytes() {
        return account.heldBytes();
    }

    @Override
    public PoolUsage usage() {
        return usage(ofPool.usage());
    }

    private PoolUsage usage(PoolUsage all) {
        long used = usedBytes();
        long capacity = Math.min(units.bytes(account.capUnits()), units.capacity());
        long free = Math.clamp(capacity - used, 0, all.freeBytes());
        return new PoolUsage(Math.max(0, used - blocks.slack()), used, committedBytes(), all.reservedBytes(), capacity,
                free, Math.min(all.largestFreeBlockBytes(), largestBlockIn(free)));
    }

    private long largestBlockIn(long bytes) {
        return bytes < units.unit() ? 0 : Long.highestOneBit(bytes);
    }

    @Override
    public List<AllocationSite> topSites(int limit) {
        return sites == null ? List.of() : sites.top(limit, account.name());
    }

    /** That of the whole pool: a child has no memory of its own. */
    @Override
    public PoolSnapshot snapshot() {
        return ofPool.snapshot();
    }

    /** Why so many bytes are more than the cap allows. Nobody else's spares are drained for it. */
    PoolExhaustedException overCap(long byteSize) {
        spares.drain();
        return new PoolExhaustedException(account, byteSize, usage(ofPool.usageBesideSpares()), units.unit(),
                topSites(TOP_SITES));
    }
}
