package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.SpaceSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pool tells about itself, its children included. */
final class SpaceFigures implements Figures {
    private static final int TOP_SITES = 5;

    private final Units units;
    private final BuddySpace space;
    private final Region region;
    private final Footprint footprint;
    private final BlockSlack book;
    private final SpareLeases spares;
    private final @Nullable AllocationSites sites;

    SpaceFigures(Units units, SharedParts shared, SpareLeases spares) {
        this.units = units;
        space = shared.space();
        region = shared.region();
        footprint = shared.footprint();
        book = shared.book();
        this.spares = spares;
        sites = shared.sites();
    }

    @Override
    public long usedBytes() {
        return Math.max(0, units.capacity() - units.bytes(space.freeUnits() + spares.waiting()));
    }

    @Override
    public long committedBytes() {
        return footprint.committedBytes();
    }

    @Override
    public PoolUsage usage() {
        spares.drain();
        return usage(space.snapshot());
    }

    /** All figures, and spares stay where they are: they count as free, but in no block. */
    PoolUsage usageBesideSpares() {
        return usage(space.snapshot());
    }

    private PoolUsage usage(SpaceSnapshot now) {
        long free = Math.min(units.capacity(), units.bytes(now.freeUnits() + spares.waiting()));
        long used = units.capacity() - free;
        return new PoolUsage(Math.max(0, used - book.sum()), used, footprint.committedBytes(), region.reservedBytes(),
                units.capacity(), free, largestFreeBlock(now.freeBlocksByOrder()));
    }

    private long largestFreeBlock(long[] blocks) {
        for (int order = blocks.length - 1; order >= 0; order--) {
            if (blocks[order] > 0) {
                return units.unit() << order;
            }
        }
        return 0;
    }

    @Override
    public List<AllocationSite> topSites(int limit) {
        return sites == null ? List.of() : sites.top(limit);
    }

    /**
     * Why so many bytes, in so many units, cannot be had, by a child or, where that is null, by the
     * pool itself.
     */
    PoolExhaustedException exhausted(@Nullable ChildAccount child, long byteSize, long count) {
        spares.drain();
        return exhaustedBesideSpares(child, byteSize, count);
    }

    /** As {@link #exhausted}, but spares stay where they are, as they could not help. */
    PoolExhaustedException exhaustedBesideSpares(@Nullable ChildAccount child, long byteSize, long count) {
        int order = Math.min(Units.ceilingOrder(count), space.maxOrder());
        SpaceSnapshot now = space.snapshot();
        return new PoolExhaustedException(units.name(), child, byteSize, usage(now), now.unusableFreeSpaceIndex(order),
                now.fragmentationIndex(order), topSites(TOP_SITES));
    }

    @Override
    public PoolSnapshot snapshot() {
        return PoolSnapshot.of(units, region.backing(), space, usage());
    }
}
