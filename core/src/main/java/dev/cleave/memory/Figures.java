package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.SpaceSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pool tells about itself. Nothing stops meanwhile, so figures are estimates while others run. */
final class Figures {
    private static final int TOP_SITES = 5;

    private final Units units;
    private final BuddySpace space;
    private final Region region;
    private final Footprint footprint;
    private final BlockSlack book;
    private final SpareLeases spares;
    private final @Nullable AllocationSites sites;

    Figures(
            Units units,
            BuddySpace space,
            Region region,
            Footprint footprint,
            BlockSlack book,
            SpareLeases spares,
            @Nullable AllocationSites sites) {
        this.units = units;
        this.space = space;
        this.region = region;
        this.footprint = footprint;
        this.book = book;
        this.spares = spares;
        this.sites = sites;
    }

    long usedBytes() {
        return Math.max(0, units.capacity() - units.bytes(space.freeUnits() + spares.waiting()));
    }

    PoolUsage usage() {
        spares.drain();
        return usage(space.snapshot());
    }

    private PoolUsage usage(SpaceSnapshot now) {
        long free = units.bytes(now.freeUnits());
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

    List<AllocationSite> topSites(int limit) {
        return sites == null ? List.of() : sites.top(limit);
    }

    /** Why so many bytes, in so many units, cannot be had. */
    PoolExhaustedException exhausted(long byteSize, long count) {
        int order = Math.min(Units.ceilingOrder(count), space.maxOrder());
        spares.drain();
        SpaceSnapshot now = space.snapshot();
        return new PoolExhaustedException(units.name(), byteSize, usage(now), now.unusableFreeSpaceIndex(order),
                now.fragmentationIndex(order), topSites(TOP_SITES));
    }

    PoolSnapshot snapshot() {
        return PoolSnapshot.of(units, region.backing(), space, usage());
    }
}
