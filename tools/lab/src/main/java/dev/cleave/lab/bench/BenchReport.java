package dev.cleave.lab.bench;

import dev.cleave.lab.report.ByteText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All that a bench has to say.
 *
 * @param clock how time was told
 * @param skipped what was asked for and not measured, each with its reason
 */
public record BenchReport(Environment environment, Clock clock, List<BenchResult> results, List<SkippedTrial> skipped) {
    private static final String UNIT = "ns/op";
    private static final String WORKLOAD = "workload";

    /** Whether something went wrong: a trial failed, or an operation did not do as it should. */
    public boolean foundFailures() {
        return skipped.stream().anyMatch(SkippedTrial::failed)
                || results.stream().anyMatch(result -> result.failures() > 0);
    }

    /** The report as maps and lists, in the order in which JSON should show it. */
    public Map<String, Object> toJson() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("environment", environmentJson());
        root.put("results", results.stream().map(BenchReport::resultJson).toList());
        if (!skipped.isEmpty()) {
            root.put("skipped", skipped.stream().map(BenchReport::skippedJson).toList());
        }
        return root;
    }

    private Map<String, Object> environmentJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("java", environment.java());
        json.put("cpu", environment.cpu());
        json.put("processors", environment.processors());
        json.put("os", environment.os());
        json.put("date", environment.date());
        json.put("clock", clock.toString());
        environment.commit().ifPresent(commit -> json.put("commit", commit));
        return json;
    }

    private static Map<String, @Nullable Object> resultJson(BenchResult result) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("allocator", result.allocator());
        json.put(WORKLOAD, result.workload());
        json.put("threads", result.threads());
        result.bytes().ifPresent(bytes -> json.put("bytes", bytes));
        json.put("unit", UNIT);
        json.put("median", rounded(result.median()));
        json.put("min", rounded(result.min()));
        json.put("max", rounded(result.max()));
        json.put("operations", result.operations());
        json.put("failures", result.failures());
        json.put("ratioToFloor", Double.isNaN(result.ratioToFloor()) ? null : rounded(result.ratioToFloor()));
        result.residency().ifPresent(found -> {
            json.put("residentPerLive", rounded(found.perLive()));
            json.put("residentShareAfterFree", rounded(found.shareAfterFree()));
        });
        return json;
    }

    private static Map<String, Object> skippedJson(SkippedTrial trial) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("allocator", trial.allocator());
        json.put(WORKLOAD, trial.workload());
        json.put("threads", trial.threads());
        json.put("reason", trial.reason());
        return json;
    }

    private static double rounded(double figure) {
        return Math.round(figure * 1000) / 1000.0;
    }

    /** The report as a table for people, a block a workload and thread count; lines without line ends. */
    public List<String> toTable() {
        List<String> lines = new ArrayList<>();
        lines.add(environment.java() + "; " + environment.cpu() + ", " + environment.processors() + " processors; "
                + environment.os() + "; " + clock + " time");
        lines.add("");
        int width = results.stream()
                .mapToInt(result -> name(result).length())
                .max()
                .orElse(0);
        width = Math.max(width, WORKLOAD.length());
        boolean memory = results.stream().anyMatch(result -> result.residency().isPresent());
        lines.add("%s %7s  %-15s %10s %10s %10s %9s".formatted(
                padded(WORKLOAD, width), "threads", "allocator", "ns/op", "min", "max", "x floor")
                + (memory ? "  resident/live  after free" : ""));
        String group = "";
        for (BenchResult result : results) {
            String own = name(result) + result.threads();
            if (!own.equals(group) && !group.isEmpty()) {
                lines.add("");
            }
            group = own;
            lines.add(row(result, width));
        }
        if (!skipped.isEmpty()) {
            lines.add("");
            lines.add("not measured:");
            SkipReasons.lines(skipped, true).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private static String name(BenchResult result) {
        OptionalLong bytes = result.bytes();
        return bytes.isPresent()
                ? result.workload() + " " + ByteText.of(bytes.getAsLong())
                : result.workload();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String row(BenchResult result, int width) {
        String row = "%s %7d  %-15s %10.1f %10.1f %10.1f %9s".formatted(
                padded(name(result), width),
                result.threads(),
                result.allocator(),
                result.median(),
                result.min(),
                result.max(),
                Double.isNaN(result.ratioToFloor()) ? "–" : "%.2f".formatted(result.ratioToFloor()));
        row += result.residency()
                .map(found -> "%15.2f  %8.1f %%".formatted(found.perLive(), 100 * found.shareAfterFree()))
                .orElse("");
        return result.failures() == 0 ? row : row + "   %,d failures".formatted(result.failures());
    }
}
