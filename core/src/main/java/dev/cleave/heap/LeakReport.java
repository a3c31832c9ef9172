package dev.cleave.heap;

import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * The blocks of a heap that are not freed: leaks, where nobody is to free them any more. An estimate while others run; exact when the heap
 * is closed.
 *
 * @param pool the name of the heap's pool
 * @param classes the size classes that have such blocks, smallest first
 * @param largeBlocks such blocks larger than the largest class
 * @param largeBytes their bytes, whole units
 * @param sampled whether the heap samples its sites: else nothing is known of them
 * @param sites who allocated them, most bytes first: estimated from samples, and of small leaks often nothing
 */
public record LeakReport(
        String pool,
        List<ClassUsage> classes,
        long largeBlocks,
        long largeBytes,
        boolean sampled,
        List<AllocationSite> sites) {
    /** How many sites a heap's own reports name. */
    static final int SITES = 10;

    /** Keeps copies of the lists. */
    public LeakReport {
        classes = List.copyOf(classes);
        sites = List.copyOf(sites);
    }

    static LeakReport of(String pool, HeapUsage usage, boolean sampled, List<AllocationSite> sites) {
        List<ClassUsage> live =
                usage.classes().stream().filter(each -> each.usedSlots() > 0).toList();
        return new LeakReport(pool, live, usage.largeBlocks(), usage.largeBytes(), sampled, sites);
    }

    /** Whether everything is freed. */
    public boolean isEmpty() {
        return liveBlocks() == 0;
    }

    /** How many blocks are not freed. */
    public long liveBlocks() {
        return largeBlocks + classes.stream().mapToLong(ClassUsage::usedSlots).sum();
    }

    /** Their bytes, slots and units counted whole. */
    public long liveBytes() {
        return largeBytes + classes.stream().mapToLong(ClassUsage::usedBytes).sum();
    }

    /** The report as JSON, {@code "format": "cleave-heap-leaks"}. */
    public String toJson() {
        return new JsonObject()
                .text("format", "cleave-heap-leaks")
                .number("version", 1)
                .text("pool", pool)
                .number("liveBlocks", liveBlocks())
                .number("liveBytes", liveBytes())
                .number("largeBlocks", largeBlocks)
                .number("largeBytes", largeBytes)
                .list("classes", classes.size(), index -> classes.get(index).json().toString())
                .flag("sampled", sampled)
                .list("sites", sites.size(), index -> json(sites.get(index)).toString())
                .toString();
    }

    private static JsonObject json(AllocationSite site) {
        return new JsonObject()
                .text("place", site.place())
                .number("samples", site.samples())
                .number("estimatedBytes", site.estimatedBytes());
    }

    /** The report as lines of text. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "heap over pool " + pool + ": every block is freed";
        }
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "heap over pool %s: %,d blocks of %,d bytes in all are not freed", pool, liveBlocks(), liveBytes()));
        for (ClassUsage each : classes) {
            text.append(String.format(Locale.ROOT, "%n  %,d of %,d bytes", each.usedSlots(), each.slotBytes()));
        }
        if (largeBlocks > 0) {
            text.append(String.format(Locale.ROOT, "%n  %,d of more than %,d bytes, %,d bytes together", largeBlocks,
                    SizeClasses.LARGEST, largeBytes));
        }
        return text.append(System.lineSeparator()).append(siteLines()).toString();
    }

    private String siteLines() {
        if (!sampled) {
            return "  who allocated them is not known: HeapBuilder.sampleEvery(bytes) remembers samples";
        }
        if (sites.isEmpty()) {
            return "  none of them was sampled: HeapBuilder.sampleEvery(bytes) with a smaller distance samples more";
        }
        StringBuilder text = new StringBuilder("  who allocated them, estimated from samples:");
        for (AllocationSite site : sites) {
            text.append(String.format(Locale.ROOT, "%n    about %,d bytes (%,d sampled) at %s", site.estimatedBytes(),
                    site.samples(), site.place()));
        }
        return text.toString();
    }
}
