package dev.cleave.metrics;

import static dev.cleave.metrics.SourceMeters.BLOCKS;
import static dev.cleave.metrics.SourceMeters.BYTES;

import dev.cleave.heap.Heap;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of a heap, {@code cleave.heap.*}, with a tag {@code pool}: the name of its pool. Of
 * several heaps over one pool, each needs a tag of its own.
 *
 * <p>Cost and closing are as with {@link PoolMetrics}, but counters come of the reading too.
 *
 * <p>Immutable; any thread may call anything.
 */
public final class HeapMetrics implements MeterBinder {
    private final Heap heap;
    private final Tags tags;

    HeapMetrics(Heap heap) {
        this(heap, Tags.of("pool", heap.pool().name()));
    }

    private HeapMetrics(Heap heap, Tags tags) {
        this.heap = heap;
        this.tags = tags;
    }

    /** The same with these tags too. */
    public HeapMetrics tags(Iterable<Tag> more) {
        return new HeapMetrics(heap, tags.and(more));
    }

    /**
     * Registers the meters.
     *
     * @throws IllegalArgumentException where the registry has meters of an open heap with the same
     *     tags; nothing is changed
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        SourceMeters<Heap, HeapReading> meters = new SourceMeters<>(registry, "cleave.heap", tags, heap,
                HeapReading.SHARED.of(heap));
        bindUse(meters);
        bindIdle(meters);
        bindCounts(meters);
    }

    private static void bindUse(SourceMeters<Heap, HeapReading> meters) {
        meters.gauge("used", BYTES, "Handed out and not freed, slots and large blocks counted whole",
                each -> each.usage().usedBytes());
        meters.gauge("held", BYTES, "Taken from the pool", each -> each.usage().blockBytes());
        meters.gauge("large", BYTES, "Held by blocks larger than the largest slot",
                each -> each.usage().largeBytes());
        meters.gauge("live.blocks", BLOCKS, "Handed out and not freed", each -> each.usage().liveBlocks());
        meters.gauge("metadata", BYTES, "The heap's tables", HeapReading::metadata);
    }

    private static void bindIdle(SourceMeters<Heap, HeapReading> meters) {
        meters.gauge("stranded", BYTES, "Free in slabs, where their size class alone can use it",
                each -> each.usage().strandedBytes());
        meters.gauge("wasted", BYTES, "In slabs, but part of no slot", each -> each.usage().wastedBytes());
        meters.gauge("spare", BYTES, "Freed large blocks, kept for a later request",
                each -> each.usage().spareBytes());
        meters.gauge("quarantined", BYTES, "Freed, and not handed out yet", each -> each.usage().quarantinedBytes());
        meters.gauge("quarantined.blocks", BLOCKS, "Freed, and not handed out yet",
                each -> each.usage().quarantinedBlocks());
        meters.gauge("corrupted.blocks", BLOCKS, "Found corrupted, and out of service",
                HeapReading::corruptedBlocks);
    }

    private static void bindCounts(SourceMeters<Heap, HeapReading> meters) {
        meters.countOf("allocations", null, "Blocks handed out", each -> each.usage().allocations());
        meters.countOf("frees", null, "Blocks freed", each -> each.usage().frees());
        meters.countOf("failures", null, "Requests refused", each -> each.usage().failures());
    }
}
