package dev.cleave.memory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;

/**
 * Who holds the pool's memory, found by sampling: of every so many bytes allocated, the place that allocated the last
 * one. Off unless asked for; on, an allocation costs one atomic addition more and a sample a walk of the stack.
 */
final class AllocationSites {
    private static final int STRIPES = 16;
    private static final int STRIDE = 16;
    private static final int CALLERS = 3;
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final Set<String> OWN_CLASSES = Set.of(AllocationSites.class.getName(), Pool.class.getName());
    private static final String ARENAS = "dev.cleave.arena.";

    private final long bytesPerSample;
    private final AtomicLongArray sinceLastSample = new AtomicLongArray(STRIPES * STRIDE);
    private final FrameMap sampled;
    private final Map<Long, Sample> samples = new ConcurrentHashMap<>();

    private record Sample(String place, long bytes) {}

    AllocationSites(long bytesPerSample, long units) {
        this.bytesPerSample = bytesPerSample;
        sampled = new FrameMap(units);
    }

    /** Counts an allocation, and samples it when its turn has come. */
    void allocated(String pool, long offset, long byteSize) {
        long bytes = due(byteSize);
        if (bytes > 0) {
            sample(pool, offset, byteSize, bytes, 0);
        }
    }

    /** Counts what a block gained: where its turn has come, the place that made it longer holds the block from now on. */
    void grown(String pool, long offset, long byteSize) {
        long bytes = due(byteSize);
        if (bytes > 0) {
            Sample before = samples.get(offset);
            sample(pool, offset, byteSize, bytes, before == null ? 0 : before.bytes);
        }
    }

    /** The bytes that a sample stands for where one is due, or 0. */
    private long due(long byteSize) {
        int stripe = (int) (Thread.currentThread().threadId() & STRIPES - 1) * STRIDE;
        long since = sinceLastSample.addAndGet(stripe, byteSize);
        if (since < bytesPerSample) {
            return 0;
        }
        long bytes = since - since % bytesPerSample;
        sinceLastSample.addAndGet(stripe, -bytes);
        return bytes;
    }

    private void sample(String pool, long offset, long byteSize, long bytes, long before) {
        String place = place();
        samples.put(offset, new Sample(place, before + bytes));
        sampled.mark(offset, 1);
        AllocationSampleEvent.emit(pool, byteSize, bytes, place);
    }

    /** Forgets a block; called by its last holder, before the space has it back. */
    void freed(long offset) {
        if (sampled.anyDirty(offset, 1)) {
            sampled.clear(offset, 1);
            samples.remove(offset);
        }
    }

    /** The places that hold most, most first. */
    List<AllocationSite> top(int limit) {
        Map<String, AllocationSite> sites = new HashMap<>();
        for (Sample sample : samples.values()) {
            sites.merge(sample.place, new AllocationSite(sample.place, 1, sample.bytes),
                    (one, other) -> new AllocationSite(one.place(), one.samples() + other.samples(),
                            one.estimatedBytes() + other.estimatedBytes()));
        }
        return sites.values().stream()
                .sorted(Comparator.comparingLong(AllocationSite::estimatedBytes).reversed()
                        .thenComparing(AllocationSite::place))
                .limit(limit)
                .toList();
    }

    private static String place() {
        return WALKER.walk(frames -> frames
                .dropWhile(frame -> isOwn(frame.getClassName()))
                .limit(CALLERS)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(" < ")));
    }

    private static boolean isOwn(String className) {
        return OWN_CLASSES.contains(className) || className.startsWith(ARENAS);
    }
}
