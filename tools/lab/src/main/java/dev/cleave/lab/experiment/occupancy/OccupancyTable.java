package dev.cleave.lab.experiment.occupancy;

import dev.cleave.gpu.occupancy.Capability;
import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What the rows say, summed up: for people, and drawn. */
final class OccupancyTable {
    private OccupancyTable() {}

    static List<String> lines(List<Map<String, Object>> rows) {
        List<String> lines = new ArrayList<>();
        lines.add("Resident blocks, exact fit > powers of two (a figure alone: the same); best fit is as exact fit:");
        Table kernels = new Table().left(0, 0);
        List<String> heading = new ArrayList<>(List.of("kernel"));
        for (Capability capability : Capability.values()) {
            kernels.right(2, 0);
            heading.add(capability.label());
        }
        kernels.row(heading);
        CatalogueKernel.ALL.forEach(kernel -> kernels.row(blocks(rows, kernel.name())));
        lines.addAll(kernels.lines());
        lines.add("");
        lines.add("With powers of two, throughput next to exact fit's; and the mix of all kernels, resident blocks:");
        Table cards = new Table().left(0, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0);
        cards.row("capability", "kernels that lose", "mean", "mix exact-fit", "power-of-two", "best-fit",
                "mix throughput");
        for (Capability capability : Capability.values()) {
            cards.row(card(rows, capability.label()));
        }
        lines.addAll(cards.lines());
        lines.add("");
        lines.add("The least that would help (exact fit):");
        rows.stream()
                .filter(row -> isOf(row, Policy.EXACT_FIT) && row.get("lessForOneMore") instanceof Number)
                .sorted((one, other) -> Integer.compare(number(one, "lessForOneMore"), number(other, "lessForOneMore")))
                .limit(5)
                .forEach(row -> lines.add("  " + text(row, "kernel") + " on " + text(row, "capability") + ": "
                        + FigureText.count(number(row, "lessForOneMore"), "byte") + " less, and more than "
                        + FigureText.count(number(row, "blocks"), "block") + " are resident"));
        return lines;
    }

    private static List<String> blocks(List<Map<String, Object>> rows, String kernel) {
        List<String> cells = new ArrayList<>(List.of(kernel));
        for (Capability capability : Capability.values()) {
            String exact = text(find(rows, kernel, capability.label(), Policy.EXACT_FIT), "blocks");
            String rounded = text(find(rows, kernel, capability.label(), Policy.POWER_OF_TWO), "blocks");
            cells.add(exact.equals(rounded) ? exact : exact + " > " + rounded);
        }
        return cells;
    }

    private static List<String> card(List<Map<String, Object>> rows, String capability) {
        List<String> cells = new ArrayList<>(List.of(capability));
        Predicate<Map<String, Object>> loses = row -> figure(row, "throughputPercent") < 100;
        long losing = roundedAlone(rows, capability).stream().filter(loses).count();
        cells.add(losing + " of " + CatalogueKernel.ALL.size());
        cells.add(FigureText.decimal(meanThroughput(rows, capability), 1) + " %");
        for (Policy policy : Policy.values()) {
            cells.add(FigureText.decimal(mixed(rows, capability, policy, "blocks"), 2));
        }
        cells.add(FigureText.decimal(mixed(rows, capability, Policy.POWER_OF_TWO, "throughputPercent"), 1) + " %");
        return cells;
    }

    /** Rows of single kernels with powers of two, of those that fit at all. */
    private static List<Map<String, Object>> roundedAlone(List<Map<String, Object>> rows, String capability) {
        return rows.stream()
                .filter(row -> isOf(row, Policy.POWER_OF_TWO) && text(row, "capability").equals(capability)
                        && !text(row, "kernel").equals(OccupancyExperiment.MIX)
                        && row.get("throughputPercent") instanceof Number)
                .toList();
    }

    private static double meanThroughput(List<Map<String, Object>> rows, String capability) {
        return roundedAlone(rows, capability).stream()
                .mapToDouble(row -> figure(row, "throughputPercent"))
                .average()
                .orElse(Double.NaN);
    }

    private static double mixed(List<Map<String, Object>> rows, String capability, Policy policy, String column) {
        return figure(find(rows, OccupancyExperiment.MIX, capability, policy), column);
    }

    static List<BarPanel> panels(List<Map<String, Object>> rows) {
        List<BarPanel> panels = new ArrayList<>();
        List<BarPanel.Bar> means = new ArrayList<>();
        for (Capability capability : Capability.values()) {
            means.add(new BarPanel.Bar(capability.label(), tenths(meanThroughput(rows, capability.label()))));
        }
        panels.add(new BarPanel("Throughput left by powers of two, mean of the kernels", "% of exact fit", means));
        for (Capability capability : List.of(Capability.V7_0, Capability.V8_6, Capability.V9_0)) {
            List<BarPanel.Bar> bars = new ArrayList<>();
            for (Policy policy : Policy.values()) {
                bars.add(new BarPanel.Bar(policy.label(), mixed(rows, capability.label(), policy, "blocks")));
            }
            panels.add(new BarPanel("The mix on " + capability.label() + " (" + capability.card() + ")",
                    "resident blocks", bars));
        }
        return panels;
    }

    private static Map<String, Object> find(
            List<Map<String, Object>> rows, String kernel, String capability, Policy policy) {
        return rows.stream()
                .filter(row -> isOf(row, policy) && text(row, "kernel").equals(kernel)
                        && text(row, "capability").equals(capability))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isOf(Map<String, Object> row, Policy policy) {
        return text(row, "policy").equals(policy.label());
    }

    private static double tenths(double value) {
        return Math.round(10 * value) / 10.0;
    }

    private static int number(Map<String, Object> row, String column) {
        return (int) figure(row, column);
    }

    private static double figure(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static String text(Map<String, Object> row, String column) {
        return String.valueOf(row.get(column));
    }
}
