package dev.cleave.metrics;

import static dev.cleave.metrics.SourceMeters.BYTES;

import dev.cleave.memory.ChildUsage;
import dev.cleave.memory.Pool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Meters of a child of a pool, from what it tells of itself, which costs next to nothing. */
final class ChildMeters {
    /** One for each child, whoever asks. */
    private static final SharedReadings<Pool, ChildUsage> SHARED =
            new SharedReadings<>(ChildMeters::usage, Pool::isClosed);

    private ChildMeters() {}

    private static ChildUsage usage(Pool child) {
        return child.childUsage().orElseThrow();
    }

    /**
     * Registers the meters.
     *
     * @throws IllegalArgumentException where the registry has meters of an open child with the same
     *     tags; nothing is changed
     */
    static void bind(MeterRegistry registry, Tags tags, Pool child) {
        SourceMeters<Pool, ChildUsage> meters = new SourceMeters<>(registry, "cleave.pool.child", tags, child,
                SHARED.of(child));
        meters.gauge("cap", BYTES, "The most that the child may hold", ChildUsage::capBytes);
        meters.gauge("used", BYTES, "Bytes of the blocks that it holds", ChildUsage::usedBytes);
        meters.gauge("peak", BYTES, "The most that it ever held at once", ChildUsage::peakBytes);
        meters.counter("allocations", null, "Blocks handed out", each -> usage(each).allocations());
        meters.counter("frees", null, "Blocks taken back", each -> usage(each).frees());
        meters.counter("cap.failures", null, "Requests refused as they would have exceeded the cap",
                each -> usage(each).capFailures());
        meters.counter("pool.failures", null, "Requests refused as the pool had no such block",
                each -> usage(each).poolFailures());
    }
}
