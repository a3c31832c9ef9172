package dev.cleave.heap;

import dev.cleave.memory.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a heap holds: an estimate while others run.
 *
 * <p>Above {@link SafetyLevel#FAST} freed blocks wait in quarantine. Their slots and units are not
 * free, so {@link #classes}, {@link #largeBlocks} and {@link #largeBytes} have them among those in
 * use; {@link #liveBlocks} and {@link #usedBytes} leave them out. Blocks that were found corrupted
 * are live, as they are never freed.
 *
 * @param classes the size classes that have slabs, smallest first
 * @param largeBlocks blocks larger than the largest class, those in quarantine too
 * @param largeBytes their bytes, whole units
 * @param spareBytes bytes of freed blocks kept for a later request of at most their size
 * @param quarantinedBlocks freed blocks that are not handed out yet
 * @param quarantinedBytes their bytes, slots and units counted whole
 * @param decisions how the sizes of slabs were chosen
 * @param allocations blocks handed out since the heap was opened, by reallocations that moved one
 *     too; counted without an atomic operation, so that threads of one stripe which count at the
 *     same moment lose some
 * @param failures requests since then that were not served, with an exception or a 0
 */
public record HeapUsage(
        List<ClassUsage> classes,
        long largeBlocks,
        long largeBytes,
        long spareBytes,
        long quarantinedBlocks,
        long quarantinedBytes,
        SlabDecisions decisions,
        long allocations,
        long failures) {
    /** Keeps a copy of the list. */
    public HeapUsage {
        classes = List.copyOf(classes);
    }

    /**
     * Counts what a map has, a unit being 2^{@code unitShift} bytes: a read of each unit's entry
     * and of each slab.
     */
    static HeapUsage of(
            SlabMap map, int unitShift, LargeBlocks largeBlocks, SafetyUsage safety, SlabDecisions decisions,
            AllocationCounts counts) {
        SortedMap<Integer, ClassUsage> classes = new TreeMap<>();
        long[] large = new long[2];
        map.forEach(slab -> classes.merge(slab.sizeClass, ClassUsage.of(slab, unitShift), ClassUsage::plus), unit -> {
            large[0]++;
            large[1] += largeBlocks.unitsAt(unit) << unitShift;
        });
        return new HeapUsage(List.copyOf(classes.values()), large[0], large[1], largeBlocks.spareBytes(),
                safety.quarantinedBlocks(), safety.quarantinedBytes(), decisions, counts.allocations(),
                counts.failures());
    }

    /** Bytes handed out and not freed, slots and large blocks counted whole. */
    public long usedBytes() {
        return Math.max(
                0, largeBytes + classes.stream().mapToLong(ClassUsage::usedBytes).sum() - quarantinedBytes);
    }

    /** Bytes that the heap has taken from its pool. */
    public long blockBytes() {
        return largeBytes + spareBytes + classes.stream().mapToLong(ClassUsage::blockBytes).sum();
    }

    /** Free bytes in slabs, which nothing but their class can use. */
    public long strandedBytes() {
        return classes.stream().mapToLong(ClassUsage::strandedBytes).sum();
    }

    /**
     * Free bytes in slabs by class, the bytes of its slots its key; classes that have none are left
     * out.
     */
    public SortedMap<Integer, Long> stranded() {
        SortedMap<Integer, Long> stranded = new TreeMap<>();
        for (ClassUsage each : classes) {
            if (each.strandedBytes() > 0) {
                stranded.put(each.slotBytes(), each.strandedBytes());
            }
        }
        return Collections.unmodifiableSortedMap(stranded);
    }

    /** Bytes of slabs that are part of no slot. */
    public long wastedBytes() {
        return classes.stream().mapToLong(ClassUsage::wastedBytes).sum();
    }

    /** Blocks handed out and not freed, of any size. */
    public long liveBlocks() {
        return Math.max(
                0, largeBlocks + classes.stream().mapToLong(ClassUsage::usedSlots).sum() - quarantinedBlocks);
    }

    /**
     * Blocks freed since the heap was opened, and those that its closing gave back: what was handed
     * out and is not live any more. Two threads that are given blocks at the same moment may be
     * counted as one: see {@link #allocations}.
     */
    public long frees() {
        return Math.max(0, allocations - liveBlocks());
    }

    /** The figures as JSON, {@code "format": "cleave-heap-usage"}. */
    public String toJson() {
        return json().toString();
    }

    /** The figures as JSON, for what holds them. */
    JsonObject json() {
        return new JsonObject()
                .text("format", "cleave-heap-usage")
                .number("version", 1)
                .number("allocations", allocations)
                .number("frees", frees())
                .number("failures", failures)
                .number("liveBlocks", liveBlocks())
                .number("usedBytes", usedBytes())
                .number("strandedBytes", strandedBytes())
                .number("wastedBytes", wastedBytes())
                .number("blockBytes", blockBytes())
                .number("largeBlocks", largeBlocks)
                .number("largeBytes", largeBytes)
                .number("spareBytes", spareBytes)
                .number("quarantinedBlocks", quarantinedBlocks)
                .number("quarantinedBytes", quarantinedBytes)
                .object("decisions", new JsonObject()
                        .number("asWanted", decisions.asWanted())
                        .number("smaller", decisions.smaller())
                        .number("larger", decisions.larger())
                        .number("forced", decisions.forced()))
                .list("classes", classes.size(), index -> classes.get(index).json().toString());
    }

    /** The figures as a table, a line a class. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "%,d blocks of %,d bytes live; %,d bytes stranded, %,d wasted, %,d spare; %,d taken from the pool%n",
                liveBlocks(), usedBytes(), strandedBytes(), wastedBytes(), spareBytes, blockBytes()));
        text.append(
                String.format(Locale.ROOT, "%,d blocks allocated, %,d freed; %,d requests not served%n", allocations,
                        frees(), failures));
        text.append(row("class", "slabs", "slots", "used", "stranded", "waste"));
        for (ClassUsage each : classes) {
            text.append(row(number(each.slotBytes()), number(each.slabs()), number(each.slots()),
                    number(each.usedSlots()), number(each.strandedBytes()), number(each.wastedBytes())));
        }
        if (largeBlocks > 0) {
            text.append(String.format(Locale.ROOT, "%10s %,d blocks of %,d bytes in all%n", "large", largeBlocks,
                    largeBytes));
        }
        if (quarantinedBlocks > 0) {
            text.append(String.format(Locale.ROOT, "of these in quarantine: %,d blocks of %,d bytes in all%n",
                    quarantinedBlocks, quarantinedBytes));
        }
        return text.append(String.format(Locale.ROOT, "slabs: %,d as wanted, %,d smaller, %,d larger, %,d forced",
                decisions.asWanted(), decisions.smaller(), decisions.larger(), decisions.forced())).toString();
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%10s %9s %11s %11s %15s %13s%n", cells);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
