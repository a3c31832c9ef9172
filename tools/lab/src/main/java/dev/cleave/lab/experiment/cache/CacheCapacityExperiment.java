package dev.cleave.lab.experiment.cache;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.jvm.FixedJavaHeap;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code lab cache-capacity}: how many entries the same real memory holds, by cache and by size of
 * value.
 */
public final class CacheCapacityExperiment implements Experiment {
    private static final List<Integer> SIZES = List.of(16, 100, 1 << 10, 4 << 10, 64 << 10);
    private static final long USUAL_BYTES = 128L << 20;
    private static final long LEAST_BYTES = 1L << 20;
    private static final long GREATEST_BYTES = 16L << 30;
    private static final double OVERFILL = 1.5;
    private static final long JAVA_HEAP = 256;

    /** An entry of a small value on the Java heap takes so many times its bytes at most. */
    private static final long JAVA_OBJECTS = 12;

    @Override
    public String name() {
        return "cache-capacity";
    }

    @Override
    public String question() {
        return "How many entries does the same memory hold? Caches beside each other, by the size of their values";
    }

    @Override
    public String explanation() {
        return """
                Each cache, in a JVM of its own, is told to hold --region bytes, as it counts them, and is given %.1f times
                that in distinct keys of 8 bytes and their values. Then residentBytes is what is resident above the JVM before
                it was opened, with a small one of its kind, and what it keeps on the Java heap; entries is how many keys it has. entriesPerGiB: for each
                GiB of that memory. cleaveTimes: Cleave's entriesPerGiB over its own. mapdb cannot be bounded, and has all;
                caffeine is on the Java heap. failures: values that were not the key's."""
                .formatted(OVERFILL);
    }

    @Override
    public List<String> allocators() {
        return CacheChild.labels();
    }

    @Override
    public List<String> cases() {
        return SIZES.stream().map(String::valueOf).toList();
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long mostBytes = settings.region(USUAL_BYTES, LEAST_BYTES, GREATEST_BYTES, 1,
                "1MiB to 16GiB for this experiment");
        settings.requireOneThread();
        List<AllocatorName> caches = CacheChild.chosen(settings.allocators(), allocators());
        List<String> sizes = settings.casesOf(cases());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String size : sizes) {
            int first = rows.size();
            for (AllocatorName cache : caches) {
                progress.advance(cache + ", " + size + " bytes", rows.size(), (long) sizes.size() * caches.size());
                rows.add(row(cache, mostBytes, Integer.parseInt(size)));
            }
            compare(rows.subList(first, rows.size()));
        }
        progress.advance("done", rows.size(), rows.size());
        return new ExperimentResult(name(), Map.of("mostBytes", mostBytes, "overfill", OVERFILL), rows);
    }

    private static Map<String, Object> row(AllocatorName cache, long mostBytes, int valueBytes) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("allocator", cache.label());
        row.put("valueBytes", valueBytes);
        try {
            Figures figures = measure(cache, mostBytes, valueBytes);
            long entries = figures.of("entries");
            long bytes = Math.max(1, figures.of("resident") + figures.of("javaHeap"));
            row.put("entries", entries);
            row.put("residentBytes", bytes);
            row.put("bytesPerEntry", entries == 0 ? ExperimentResult.UNKNOWN : tenths((double) bytes / entries));
            row.put("entriesPerGiB", Math.round(entries * (double) (1L << 30) / bytes));
            row.put("cleaveTimes", ExperimentResult.UNKNOWN);
            row.put("failures", figures.of("failures"));
            row.put("note", "");
        } catch (UnsupportedOperationException missing) {
            for (String column : List.of("entries", "residentBytes", "bytesPerEntry", "entriesPerGiB", "cleaveTimes")) {
                row.put(column, ExperimentResult.UNKNOWN);
            }
            row.put("failures", 0);
            row.put("note", "not to be had: " + missing.getMessage());
        }
        return row;
    }

    private static Figures measure(AllocatorName cache, long mostBytes, int valueBytes) {
        long objects = cache.isOnJavaHeap() ? JAVA_OBJECTS * mostBytes >> 20 : 0;
        List<String> options = Stream.concat(
                FixedJavaHeap.options(JAVA_HEAP + objects).stream(),
                Stream.of("-XX:MaxDirectMemorySize=" + 16 * mostBytes)).toList();
        return CacheChild.run(CapacityProcess.class, cache, options, mostBytes, valueBytes,
                (long) (OVERFILL * mostBytes));
    }

    /** Adds to rows of one size of value how many times as many entries Cleave holds. */
    private static void compare(List<Map<String, Object>> rows) {
        rows.stream()
                .filter(each -> AllocatorName.CLEAVE.label().equals(each.get("allocator")))
                .map(each -> each.get("entriesPerGiB"))
                .findFirst()
                .ifPresent(cleaves -> rows.forEach(each -> {
                    if (cleaves instanceof Long ours && each.get("entriesPerGiB") instanceof Long its && its > 0) {
                        each.put("cleaveTimes", Math.round(100.0 * ours / its) / 100.0);
                    }
                }));
    }

    private static double tenths(double value) {
        return Math.round(10 * value) / 10.0;
    }
}
