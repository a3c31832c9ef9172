package dev.cleave.metrics;

import dev.cleave.memory.ChildUsage;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolUsage;
import java.util.function.ToLongFunction;

/** A pool's figures and operations for JMX. */
final class PoolBean extends SourceBean<Pool, PoolReading> implements PoolMXBean {
    private final String name;
    private final long unit;
    private final long wanted;

    PoolBean(Pool pool) {
        super("pool " + pool.name(), pool, PoolReading.SHARED.of(pool));
        name = pool.name();
        unit = pool.unit();
        wanted = PoolReading.usuallyWanted(pool);
    }

    private long usage(ToLongFunction<PoolUsage> figure) {
        return figure(reading -> figure.applyAsLong(reading.usage()));
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public long getUnitBytes() {
        return unit;
    }

    @Override
    public long getRequestedBytes() {
        return usage(PoolUsage::requestedBytes);
    }

    @Override
    public long getUsedBytes() {
        return usage(PoolUsage::usedBytes);
    }

    @Override
    public long getCommittedBytes() {
        return usage(PoolUsage::committedBytes);
    }

    @Override
    public long getReservedBytes() {
        return usage(PoolUsage::reservedBytes);
    }

    @Override
    public long getCapacityBytes() {
        return usage(PoolUsage::capacityBytes);
    }

    @Override
    public long getFreeBytes() {
        return usage(PoolUsage::freeBytes);
    }

    @Override
    public long getLargestBlockBytes() {
        return figure(PoolReading::largestBlock);
    }

    @Override
    public long getMetadataBytes() {
        return figure(PoolReading::metadata);
    }

    @Override
    public long[] getFreeBlocksByOrder() {
        return figures(new long[0], reading -> reading.free().freeBlocksByOrder());
    }

    @Override
    public long getWantedBytes() {
        return wanted;
    }

    @Override
    public double getUnusableFreeSpaceIndex() {
        return figures(Double.NaN, reading -> reading.unusableFreeSpaceIndex(wanted));
    }

    @Override
    public double getFragmentationIndex() {
        return figures(Double.NaN, reading -> reading.fragmentationIndex(wanted));
    }

    @Override
    public long getAllocations() {
        return count(pool -> pool.counts().allocations());
    }

    @Override
    public long getFrees() {
        return count(pool -> pool.counts().frees());
    }

    @Override
    public long getFailures() {
        return count(pool -> pool.counts().failures());
    }

    @Override
    public ChildUsage[] getChildren() {
        return ifOpen(new ChildUsage[0], pool -> pool.children().toArray(ChildUsage[]::new));
    }

    @Override
    public long getPurgedBytes() {
        return count(Pool::purgedBytes);
    }

    @Override
    public long trim() {
        return requireOpen().trim();
    }

    @Override
    public String snapshotJson() {
        return requireOpen().snapshot().toJson();
    }
}
