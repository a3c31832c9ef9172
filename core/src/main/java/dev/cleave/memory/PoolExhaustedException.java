package dev.cleave.memory;

import java.util.List;
import java.util.Locale;

/**
 * A request that a pool could not serve, after every magazine was given back and every pressure listener was asked: what
 * was asked, what there was, whether it is lack of memory or its scatter, who holds most, and what to do.
 */
public final class PoolExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long requestedBytes;
    private final transient PoolUsage usage;
    private final double unusableFreeSpaceIndex;
    private final double fragmentationIndex;
    private final transient List<AllocationSite> topSites;

    PoolExhaustedException(
            String pool,
            long requestedBytes,
            PoolUsage usage,
            double unusableFreeSpaceIndex,
            double fragmentationIndex,
            List<AllocationSite> topSites) {
        super(report(pool, requestedBytes, usage, unusableFreeSpaceIndex, fragmentationIndex, topSites));
        this.requestedBytes = requestedBytes;
        this.usage = usage;
        this.unusableFreeSpaceIndex = unusableFreeSpaceIndex;
        this.fragmentationIndex = fragmentationIndex;
        this.topSites = List.copyOf(topSites);
    }

    /** Bytes asked for. */
    public long requestedBytes() {
        return requestedBytes;
    }

    /** The pool's figures when the request failed. */
    public PoolUsage usage() {
        return usage;
    }

    /** Share of free memory that lies in blocks too small for the request: 0 to 1. */
    public double unusableFreeSpaceIndex() {
        return unusableFreeSpaceIndex;
    }

    /** Towards 0: too little memory; towards 1: enough, but scattered; -1 where a block was freed meanwhile. */
    public double fragmentationIndex() {
        return fragmentationIndex;
    }

    /** The places that hold most, most first; empty unless the pool samples its sites. */
    public List<AllocationSite> topSites() {
        return topSites;
    }

    private static String report(
            String pool, long asked, PoolUsage usage, double unusable, double fragmentation,
            List<AllocationSite> sites) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "pool %s cannot give %,d bytes: capacity %,d, requested %,d, used %,d, committed %,d, free %,d,"
                        + " largest free block %,d, unusable free space index %.3f, fragmentation index %.3f; %s",
                pool,
                asked,
                usage.capacityBytes(),
                usage.requestedBytes(),
                usage.usedBytes(),
                usage.committedBytes(),
                usage.freeBytes(),
                usage.largestFreeBlockBytes(),
                unusable,
                fragmentation,
                advice(asked, usage)));
        for (AllocationSite site : sites) {
            text.append(String.format(
                    Locale.ROOT, "%n  about %,d bytes live at %s", site.estimatedBytes(), site.place()));
        }
        return text.toString();
    }

    private static String advice(long asked, PoolUsage usage) {
        if (asked > usage.capacityBytes()) {
            return "no pool of this capacity ever can: open it with a larger capacity";
        }
        if (asked > usage.freeBytes()) {
            return "too little is free: free blocks, add a pressure listener, or open the pool with a larger capacity";
        }
        return "enough is free, but it is scattered: ask for smaller blocks, free neighbours,"
                + " or open the pool with a larger capacity";
    }
}
