package dev.cleave.memory;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request that a pool could not serve, after every magazine was given back and every pressure
 * listener was asked: what was asked, what there was, whether it is lack of memory or its scatter,
 * who holds most, and what to do. Or one of a child that would have exceeded its cap, after the
 * child's own listeners were asked: see {@link #isByCap()}.
 */
public final class PoolExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long requestedBytes;
    private final transient PoolUsage usage;
    private final double unusableFreeSpaceIndex;
    private final double fragmentationIndex;
    private final transient List<AllocationSite> topSites;
    private final boolean byCap;

    /** @param child whom the pool was asked by; null where it was asked itself */
    PoolExhaustedException(
            String pool,
            @Nullable ChildAccount child,
            long requestedBytes,
            PoolUsage usage,
            double unusableFreeSpaceIndex,
            double fragmentationIndex,
            List<AllocationSite> topSites) {
        super(report(pool, child, requestedBytes, usage, unusableFreeSpaceIndex, fragmentationIndex, topSites));
        this.requestedBytes = requestedBytes;
        this.usage = usage;
        this.unusableFreeSpaceIndex = unusableFreeSpaceIndex;
        this.fragmentationIndex = fragmentationIndex;
        this.topSites = List.copyOf(topSites);
        byCap = false;
    }

    /**
     * The refusal of a request over a child's cap.
     *
     * @param usage the child's, whose capacity is the cap in whole units
     * @param unit bytes of a unit
     */
    PoolExhaustedException(
            ChildAccount child, long requestedBytes, PoolUsage usage, long unit, List<AllocationSite> topSites) {
        super(capReport(child, requestedBytes, usage, unit, topSites));
        this.requestedBytes = requestedBytes;
        this.usage = usage;
        unusableFreeSpaceIndex = 0;
        fragmentationIndex = 0;
        this.topSites = List.copyOf(topSites);
        byCap = true;
    }

    /**
     * Whether a child was at its cap, whatever the pool had: then {@link #usage()} and
     * {@link #topSites()} are the child's, and the two indexes are 0, as nothing is scattered. Else
     * the pool itself was short, and they are the pool's.
     */
    public boolean isByCap() {
        return byCap;
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

    /**
     * Towards 0: too little memory; towards 1: enough, but scattered; -1 where a block was freed
     * meanwhile.
     */
    public double fragmentationIndex() {
        return fragmentationIndex;
    }

    /** The places that hold most, most first; empty unless the pool samples its sites. */
    public List<AllocationSite> topSites() {
        return topSites;
    }

    private static String report(
            String pool, @Nullable ChildAccount child, long asked, PoolUsage usage, double unusable,
            double fragmentation,
            List<AllocationSite> sites) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "pool %s cannot give %,d bytes%s: capacity %,d, requested %,d, used %,d, committed %,d, free %,d,"
                        + " largest free block %,d, unusable free space index %.3f, fragmentation index %.3f; %s",
                pool,
                asked,
                child == null ? "" : " to its child " + child.name(),
                usage.capacityBytes(),
                usage.requestedBytes(),
                usage.usedBytes(),
                usage.committedBytes(),
                usage.freeBytes(),
                usage.largestFreeBlockBytes(),
                unusable,
                fragmentation,
                advice(asked, usage)));
        tellRefusal(text, child);
        return tell(text, sites);
    }

    private static String capReport(
            ChildAccount child, long asked, PoolUsage usage, long unit, List<AllocationSite> sites) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "pool %s cannot give %,d bytes: that is over its cap of %,d, of which it has used %,d, in whole units"
                        + " of %,d; %s",
                child.fullName(),
                asked,
                child.cap(),
                usage.usedBytes(),
                unit,
                capAdvice(asked, usage)));
        tellRefusal(text, child);
        return tell(text, sites);
    }

    private static void tellRefusal(StringBuilder text, @Nullable ChildAccount child) {
        String refusal = child == null ? "" : child.refusal();
        text.append(refusal.isEmpty() ? "" : "; its rules say: ").append(refusal);
    }

    private static String tell(StringBuilder text, List<AllocationSite> sites) {
        for (AllocationSite site : sites) {
            text.append(String.format(Locale.ROOT, "%n  about %,d bytes live at %s", site.estimatedBytes(),
                    site.place()));
            if (!site.child().isEmpty()) {
                text.append(" of child ").append(site.child());
            }
        }
        return text.toString();
    }

    private static String capAdvice(long asked, PoolUsage usage) {
        return asked > usage.capacityBytes()
                ? "no child of this cap ever can: open it with a larger one"
                : "free blocks of this child, add a pressure listener to it, or open it with a larger cap";
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
