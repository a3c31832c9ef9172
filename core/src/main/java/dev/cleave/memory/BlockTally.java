package dev.cleave.memory;

import dev.cleave.memory.LeaseReport.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers blocks for a {@link LeaseReport}: how many there are, and those that are told one by one.
 * Not thread-safe.
 */
final class BlockTally {
    /** Sampled ones first, then the largest. */
    private static final Comparator<Held> MOST_TELLING =
            Comparator.<Held, Boolean>comparing(each -> each.place().isEmpty())
                    .thenComparing(Comparator.comparingLong(Held::byteSize).reversed())
                    .thenComparingLong(Held::address);

    private final @Nullable AllocationSites sites;
    private final List<Held> some = new ArrayList<>();
    private long blocks;
    private long byteSize;

    /** @param sites who knows where blocks were allocated; null where nobody does */
    BlockTally(@Nullable AllocationSites sites) {
        this.sites = sites;
    }

    /** @param child the name of the child that took the block; empty where the pool itself did */
    void add(long address, long bytes, String child) {
        blocks++;
        byteSize += bytes;
        some.add(new Held(address, bytes, sites == null ? "" : sites.placeOf(address).orElse(""),
                sites == null ? Duration.ZERO : sites.ageOf(address).orElse(Duration.ZERO), child));
        if (some.size() > 2 * LeaseReport.MOST_TOLD) {
            keepTold();
        }
    }

    private void keepTold() {
        some.sort(MOST_TELLING);
        if (some.size() > LeaseReport.MOST_TOLD) {
            some.subList(LeaseReport.MOST_TOLD, some.size()).clear();
        }
    }

    /** What was gathered. */
    LeaseReport report(String pool) {
        keepTold();
        return new LeaseReport(pool, blocks, byteSize, some);
    }
}
