package dev.cleave.metrics;

import dev.cleave.heap.Heap;
import dev.cleave.heap.HeapUsage;
import java.util.function.ToLongFunction;

/** A heap's figures and operations for JMX. */
final class HeapBean extends SourceBean<Heap, HeapReading> implements HeapMXBean {
    private final String poolName;

    HeapBean(Heap heap) {
        super("the heap over pool " + heap.pool().name(), heap, HeapReading.SHARED.of(heap));
        poolName = heap.pool().name();
    }

    private long usage(ToLongFunction<HeapUsage> figure) {
        return figure(reading -> figure.applyAsLong(reading.usage()));
    }

    @Override
    public String getPoolName() {
        return poolName;
    }

    @Override
    public long getUsedBytes() {
        return usage(HeapUsage::usedBytes);
    }

    @Override
    public long getHeldBytes() {
        return usage(HeapUsage::blockBytes);
    }

    @Override
    public long getLargeBytes() {
        return usage(HeapUsage::largeBytes);
    }

    @Override
    public long getLiveBlocks() {
        return usage(HeapUsage::liveBlocks);
    }

    @Override
    public long getStrandedBytes() {
        return usage(HeapUsage::strandedBytes);
    }

    @Override
    public long getWastedBytes() {
        return usage(HeapUsage::wastedBytes);
    }

    @Override
    public long getSpareBytes() {
        return usage(HeapUsage::spareBytes);
    }

    @Override
    public long getQuarantinedBytes() {
        return usage(HeapUsage::quarantinedBytes);
    }

    @Override
    public long getQuarantinedBlocks() {
        return usage(HeapUsage::quarantinedBlocks);
    }

    @Override
    public long getCorruptedBlocks() {
        return figure(HeapReading::corruptedBlocks);
    }

    @Override
    public long getMetadataBytes() {
        return figure(HeapReading::metadata);
    }

    @Override
    public long getAllocations() {
        return usage(HeapUsage::allocations);
    }

    @Override
    public long getFrees() {
        return usage(HeapUsage::frees);
    }

    @Override
    public long getFailures() {
        return usage(HeapUsage::failures);
    }

    @Override
    public long trim() {
        return requireOpen().trim();
    }

    @Override
    public String usageJson() {
        return requireOpen().usage().toJson();
    }
}
