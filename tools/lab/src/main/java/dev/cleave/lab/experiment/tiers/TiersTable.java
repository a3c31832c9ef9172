package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the cells say: for people, and drawn. */
final class TiersTable {
    private final List<Cell> cells;
    private final List<String> policies;
    private final List<Double> shares;

    TiersTable(List<Cell> cells) {
        this.cells = cells;
        policies = cells.stream().map(Cell::policy).distinct().toList();
        shares = cells.stream().map(Cell::share).distinct().toList();
    }

    /** A table of mean access times, and the verdicts. */
    List<String> lines() {
        Table table = new Table().left(0, 0).right(2, 0).right(2, 0);
        List<String> heading = new ArrayList<>(List.of("trace", "share", "bound ns"));
        for (String policy : policies) {
            table.right(2, 0);
            heading.add(policy);
        }
        table.row(heading);
        byTrace().values().forEach(trace -> shares.forEach(share -> table.row(row(trace, share))));
        List<String> lines = new ArrayList<>();
        lines.add("Mean access time beside the bound, and in brackets the share of accesses that were near:");
        lines.addAll(table.lines());
        lines.add("");
        lines.addAll(verdicts());
        return lines;
    }

    private static List<String> row(List<Cell> trace, double share) {
        List<Cell> here = trace.stream().filter(each -> each.share() == share).toList();
        List<String> row = new ArrayList<>(List.of(here.getFirst().trace(), percent(share),
                FigureText.decimal(here.getFirst().boundMeanNanos(), 0)));
        here.forEach(each -> row.add(FigureText.decimal(each.aboveBound(), 2) + " ("
                + FigureText.percent(each.hitShare(), 0) + ")"));
        return row;
    }

    private List<String> verdicts() {
        Table table = new Table().left(0, 0).right(2, 0).right(2, 0).left(2, 0).right(2, 0);
        table.row("policy", "mean beside bound", "worst beside best other", "where", "moved beside lru");
        for (String policy : policies) {
            Verdict verdict = Verdict.on(policy, cells);
            table.row(policy, FigureText.decimal(verdict.aboveBound(), 3),
                    FigureText.decimal(verdict.worstBesideBest(), 3), verdict.worstWhere(),
                    FigureText.decimal(verdict.movedBesideLru(), 3));
        }
        return table.lines();
    }

    /** A picture for each trace: the mean access time by share, the bound first. */
    List<ChartPanel> panels() {
        List<ChartPanel> panels = new ArrayList<>();
        String across = shares.stream().map(TiersTable::percent).collect(Collectors.joining(", "));
        byTrace().forEach((name, trace) -> {
            List<ChartPanel.Line> lines = new ArrayList<>();
            lines.add(new ChartPanel.Line("bound",
                    of(trace, policies.getFirst()).stream().map(Cell::boundMeanNanos).toList()));
            for (String policy : policies) {
                lines.add(new ChartPanel.Line(policy, of(trace, policy).stream().map(Cell::meanNanos).toList()));
            }
            panels.add(new ChartPanel(name + ": mean access time", "nearest tier of " + across + " of the footprint",
                    "ns", lines));
        });
        return panels;
    }

    /** A share as tables show it. */
    static String percent(double share) {
        return FigureText.percent(share, share < 0.01 ? 2 : 0);
    }

    private static List<Cell> of(List<Cell> trace, String policy) {
        return trace.stream().filter(each -> each.policy().equals(policy)).toList();
    }

    private Map<String, List<Cell>> byTrace() {
        Map<String, List<Cell>> traces = new LinkedHashMap<>();
        cells.forEach(each -> traces.computeIfAbsent(each.trace(), name -> new ArrayList<>()).add(each));
        return traces;
    }
}
