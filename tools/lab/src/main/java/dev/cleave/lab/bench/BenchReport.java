package dev.cleave.lab.bench;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
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
        Ratios ratios = new Ratios(results);
        root.put("environment", environmentJson());
        root.put("results", results.stream().map(result -> resultJson(result, ratios)).toList());
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

    private static Map<String, @Nullable Object> resultJson(BenchResult result, Ratios ratios) {
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
        json.put("ratioToFloor", rounded(ratios.toFloor(result)));
        json.put("ratioToBestPeer", rounded(ratios.toBestPeer(result)));
        result.residency().ifPresent(found -> {
            if (found.isReserved()) {
                json.put("reservedPerLive", rounded(found.perLive()));
            } else {
                json.put("residentPerLive", rounded(found.perLive()));
                json.put("residentShareAfterFree", rounded(found.shareAfterFree()));
            }
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

    private static @Nullable Double rounded(OptionalDouble figure) {
        return figure.isPresent() ? (Double) rounded(figure.getAsDouble()) : null;
    }

    /** The report as a table for people, a block a workload and thread count; lines without line ends. */
    public List<String> toTable() {
        List<String> lines = new ArrayList<>();
        lines.add(environment.java() + "; " + environment.cpu() + ", " + environment.processors() + " processors; "
                + environment.os() + "; " + clock + " time");
        lines.add("");
        lines.addAll(figures());
        if (!skipped.isEmpty()) {
            lines.add("");
            lines.add("not measured:");
            SkipReasons.lines(skipped, true).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private List<String> figures() {
        Table table = new Table().left(0, 0).right(1, 7).left(2, 15).right(1, 10).right(1, 10).right(1, 10).right(1, 9)
                .right(2, 0);
        List<String> headings = new ArrayList<>(
                List.of(WORKLOAD, "threads", "allocator", UNIT, "min", "max", "x floor", "x best peer"));
        boolean memory = results.stream().anyMatch(result -> result.residency().isPresent());
        if (memory) {
            table.right(2, 0).right(2, 0);
            boolean reserved =
                    results.stream().flatMap(result -> result.residency().stream()).allMatch(Residency::isReserved);
            headings.addAll(List.of(reserved ? "reserved/live" : "resident/live", "after free"));
        }
        table.left(3, 0).row(headings);
        Ratios ratios = new Ratios(results);
        String group = "";
        for (BenchResult result : results) {
            String own = name(result) + result.threads();
            if (!own.equals(group) && !group.isEmpty()) {
                table.line("");
            }
            group = own;
            table.row(cells(result, ratios, memory));
        }
        return table.lines();
    }

    private static String name(BenchResult result) {
        OptionalLong bytes = result.bytes();
        return bytes.isPresent()
                ? result.workload() + " " + ByteText.of(bytes.getAsLong())
                : result.workload();
    }

    private static List<String> cells(BenchResult result, Ratios ratios, boolean memory) {
        List<String> cells = new ArrayList<>(List.of(
                name(result),
                Integer.toString(result.threads()),
                result.allocator(),
                FigureText.decimal(result.median(), 1),
                FigureText.decimal(result.min(), 1),
                FigureText.decimal(result.max(), 1),
                FigureText.decimal(ratios.toFloor(result), 2),
                ratios.toBestPeer(result).isPresent() ? FigureText.decimal(ratios.toBestPeer(result), 2) : ""));
        if (memory) {
            cells.add(result.residency().map(found -> FigureText.decimal(found.perLive(), 2)).orElse(""));
            cells.add(result.residency().map(found -> FigureText.percent(found.shareAfterFree(), 1)).orElse(""));
        }
        cells.add(result.failures() == 0 ? "" : FigureText.count(result.failures()) + " failures");
        return cells;
    }
}
