package dev.cleave.lab.experiment.cache;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * {@code lab cache-pauses}: how long collections of garbage stop a program that has many entries.
 */
public final class CachePausesExperiment implements Experiment {
    private static final List<String> USUAL_CACHES = List.of("cleave", "caffeine");
    private static final Map<String, Long> COUNTS = counts(1, 5, 20);
    private static final long MILLION = 1_000_000;
    private static final long OPERATIONS = 8 * MILLION;
    private static final double NANOS_PER_MILLI = 1e6;

    /** So that there are some collections for each cache, of as much. */
    private static final String YOUNG = "-Xmn256m";

    /**
     * What an entry takes at most where it is objects, and what else the program needs: of the Java
     * heap.
     */
    private static final long OBJECT_BYTES = 320;
    private static final long OTHER_BYTES = 768L << 20;

    private final Map<String, Long> counts;
    private final long operations;

    /** With 1, 5 and 20 million entries. */
    public CachePausesExperiment() {
        this(COUNTS, OPERATIONS);
    }

    /** With so many entries, by name, and operations. */
    CachePausesExperiment(Map<String, Long> counts, long operations) {
        this.counts = counts;
        this.operations = operations;
    }

    private static Map<String, Long> counts(long... millions) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (long each : millions) {
            counts.put(each + "M", each * MILLION);
        }
        return counts;
    }

    @Override
    public String name() {
        return "cache-pauses";
    }

    @Override
    public String question() {
        return "What do millions of entries do to collections of garbage? Pauses, off the Java heap and on it";
    }

    @Override
    public String explanation() {
        return """
                Each cache, in a JVM of its own, is given so many entries: keys of 8 bytes, values of %d to %d. All fit. Then
                all garbage is collected once (fullPauseMillis), and one thread reads and writes, as often, %,d times:
                pauses is how many collections stopped it, maxPauseMillis the longest, allPauseMillis their sum, as the
                flight recorder tells. The collector is G1, the Java heap as large as the entries would need on it, its young part
                256 MiB; javaHeapBytes is what is used of it. caffeine is on the Java heap. failures: reads that did not find the key's value."""
                .formatted(PausesProcess.LEAST_VALUE, PausesProcess.MOST_VALUE, operations);
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public List<String> allocators() {
        return CacheChild.labels();
    }

    @Override
    public List<String> cases() {
        return List.copyOf(counts.keySet());
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        settings.requireOneThread();
        List<AllocatorName> caches = CacheChild.chosen(settings.allocators(), USUAL_CACHES);
        List<String> chosen = settings.casesOf(cases());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String count : chosen) {
            long entries = Objects.requireNonNull(counts.get(count));
            for (AllocatorName cache : caches) {
                progress.advance(cache + ", " + count, rows.size(), (long) chosen.size() * caches.size());
                rows.add(row(cache, entries,
                        CacheChild.run(PausesProcess.class, cache, options(entries), entries, operations)));
            }
        }
        progress.advance("done", rows.size(), rows.size());
        return new ExperimentResult(name(), Map.of("operations", operations), rows, List.of(
                panel("Longest pause while it is used", "maxPauseMillis", caches, chosen, rows),
                panel("A full collection", "fullPauseMillis", caches, chosen, rows)));
    }

    private static List<String> options(long entries) {
        long mebibytes = entries * OBJECT_BYTES + OTHER_BYTES >> 20;
        return List.of("-XX:+UseG1GC", "-Xms" + mebibytes + "m", "-Xmx" + mebibytes + "m", YOUNG,
                "-XX:MaxDirectMemorySize=" + 2 * mebibytes + "m");
    }

    private static Map<String, Object> row(AllocatorName cache, long entries, Figures figures) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("allocator", cache.label());
        row.put("entries", entries);
        row.put("pauses", figures.of("usePauses"));
        row.put("maxPauseMillis", millis(figures.of("useMaxNanos")));
        row.put("allPauseMillis", millis(figures.of("useAllNanos")));
        row.put("fullPauseMillis", millis(figures.of("fullMaxNanos")));
        row.put("javaHeapBytes", figures.of("javaHeap"));
        row.put("residentBytes", figures.of("resident"));
        row.put("failures", figures.of("failures"));
        return row;
    }

    private static double millis(long nanos) {
        return Math.round(100 * nanos / NANOS_PER_MILLI) / 100.0;
    }

    private static ChartPanel panel(
            String title, String column, List<AllocatorName> caches, List<String> counts,
            List<Map<String, Object>> rows) {
        return new ChartPanel(title, "entries: " + String.join(", ", counts), "ms", caches.stream()
                .map(cache -> new ChartPanel.Line(cache.label(), rows.stream()
                        .filter(each -> cache.label().equals(each.get("allocator")))
                        .map(each -> (Double) each.get(column))
                        .toList()))
                .toList());
    }
}
