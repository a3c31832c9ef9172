package dev.cleave.metrics;

import static dev.cleave.metrics.SourceMeters.BLOCKS;
import static dev.cleave.metrics.SourceMeters.BYTES;

import dev.cleave.memory.Pool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of a pool, {@code cleave.pool.*}, with a tag {@code pool}: its name. Of a child of a pool
 * {@code cleave.pool.child.*}, with a tag {@code child} beside: what it holds, held at most, may
 * hold, and what was refused to it. The pool's own figures are of all its children too.
 *
 * <p><strong>Cost.</strong> All gauges tell one reading, taken by whoever asks first when it is
 * older than a second and than a hundred times its own cost: at most a hundredth of one processor,
 * in some milliseconds a second for 64 GiB of 4 KiB units. There is no thread. Counters are read at
 * once: a read for each of 64 stripes.
 *
 * <p><strong>Closing.</strong> The registry holds the pool weakly. Gauges of a closed pool read
 * NaN, and its counters stay where they were; a pool of the same name that is bound later replaces
 * it.
 *
 * <p>Immutable; any thread may call anything.
 */
public final class PoolMetrics implements MeterBinder {
    private final Pool pool;
    private final Tags tags;
    private final long wanted;

    PoolMetrics(Pool pool) {
        this(pool, tagsOf(pool), PoolReading.usuallyWanted(pool));
    }

    private PoolMetrics(Pool pool, Tags tags, long wanted) {
        this.pool = pool;
        this.tags = tags;
        this.wanted = wanted;
    }

    private static Tags tagsOf(Pool pool) {
        return pool.childUsage()
                .map(child -> Tags.of("pool", pool.parent().orElseThrow().name(), "child", child.name()))
                .orElseGet(() -> Tags.of("pool", pool.name()));
    }

    /** The same with these tags too. */
    public PoolMetrics tags(Iterable<Tag> more) {
        return new PoolMetrics(pool, tags.and(more), wanted);
    }

    /**
     * The same with the indexes of fragmentation for blocks of this size: 2 MiB unless told
     * otherwise, or all of a smaller pool.
     *
     * @throws IllegalArgumentException where the size is less than 1, or more than the pool's
     *     capacity
     */
    public PoolMetrics wanting(long byteSize) {
        return new PoolMetrics(pool, tags, PoolReading.requireWanted(pool, byteSize));
    }

    /**
     * Registers the meters.
     *
     * @throws IllegalArgumentException where the registry has meters of an open pool with the same
     *     tags; nothing is changed
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (pool.parent().isPresent()) {
            ChildMeters.bind(registry, tags, pool);
            return;
        }
        SourceMeters<Pool, PoolReading> meters = new SourceMeters<>(registry, "cleave.pool", tags, pool,
                PoolReading.SHARED.of(pool));
        bindUse(meters);
        bindRoom(meters);
        bindFragmentation(meters);
        bindCounts(meters);
    }

    private static void bindUse(SourceMeters<Pool, PoolReading> meters) {
        meters.gauge("requested", BYTES, "Asked for by the holders of live blocks",
                each -> each.usage().requestedBytes());
        meters.gauge("used", BYTES, "Handed out, in whole units", each -> each.usage().usedBytes());
        meters.gauge("committed", BYTES, "Backed by memory, at most", each -> each.usage().committedBytes());
        meters.gauge("reserved", BYTES, "Address space", each -> each.usage().reservedBytes());
        meters.gauge("capacity", BYTES, "The most that can be handed out", each -> each.usage().capacityBytes());
        meters.gauge("metadata", BYTES, "Metadata beside the memory", PoolReading::metadata);
    }

    private void bindRoom(SourceMeters<Pool, PoolReading> meters) {
        meters.gauge("free", BYTES, "What can still be handed out", each -> each.usage().freeBytes());
        meters.gauge("largest.block", BYTES, "The largest block that can be had now", PoolReading::largestBlock);
        meters.gauge("largest.aligned.block", BYTES, "The largest block of a power of two, aligned to its size, now",
                each -> each.usage().largestFreeBlockBytes());
        for (int order = 0; order <= pool.space().maxOrder(); order++) {
            int counted = order;
            meters.gauge("free.blocks", BLOCKS, "Maximal free blocks of 2^order units",
                    Tags.of("order", Integer.toString(order), BYTES, Long.toString(pool.unit() << order)),
                    each -> each.freeBlocks(counted));
        }
    }

    private void bindFragmentation(SourceMeters<Pool, PoolReading> meters) {
        long size = wanted;
        Tags ofSize = Tags.of("wanted", Long.toString(size));
        meters.gauge("unusable.free.space.index", null, "Share of free memory in blocks too small for the wanted size",
                ofSize, each -> each.unusableFreeSpaceIndex(size));
        meters.gauge("fragmentation.index", null,
                "Why a block of the wanted size cannot be had: 0 for lack of memory, 1 for its scatter; -1 if it can",
                ofSize, each -> each.fragmentationIndex(size));
    }

    private static void bindCounts(SourceMeters<Pool, PoolReading> meters) {
        meters.counter("allocations", null, "Blocks handed out", each -> each.counts().allocations());
        meters.counter("frees", null, "Blocks taken back", each -> each.counts().frees());
        meters.counter("failures", null, "Requests refused", each -> each.counts().failures());
        meters.counter("purged", BYTES, "Free memory given back to the operating system", Pool::purgedBytes);
    }
}
