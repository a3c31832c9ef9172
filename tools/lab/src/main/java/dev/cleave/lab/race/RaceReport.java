package dev.cleave.lab.race;

import static dev.cleave.lab.report.FigureText.UNKNOWN;
import static dev.cleave.lab.report.FigureText.count;
import static dev.cleave.lab.report.FigureText.decimal;

import dev.cleave.lab.bench.BenchResult;
import dev.cleave.lab.bench.Ratios;
import dev.cleave.lab.bench.SkipReasons;
import dev.cleave.lab.bench.SkippedTrial;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.Paint;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A race as tables for people: one for each phase, a row an allocator, three columns a thread count; and the headline.
 *
 * <p>Rows are sorted by the first thread count at which the allocator was measured; what was not measured is told below.
 */
public final class RaceReport {
    private static final int NAME_WIDTH = 16;
    private static final List<String> HEADLINE = List.of("lists-vector", "lists-linked", RaceResult.CLEAVE);

    private final RaceResult race;
    private final Ratios ratios;
    private final boolean colour;
    private final List<String> lines = new ArrayList<>();

    private RaceReport(RaceResult race, boolean colour) {
        this.race = race;
        ratios = race.ratios();
        this.colour = colour;
    }

    /** The lines of the report. */
    public static List<String> lines(RaceResult race, boolean colour) {
        return new RaceReport(race, colour).lines();
    }

    private List<String> lines() {
        lines.add(race.environment().java() + "; " + race.environment().cpu() + ", "
                + race.environment().processors() + " processors; " + race.environment().os());
        lines.add(
                "Nanoseconds that a processor spends on an operation; x cleave and x floor: that over Cleave's and over the"
                        + " floor's.");
        lines.add(
                "* first place, floor and reference aside; ~ not measured but extrapolated from smaller regions;"
                        + " – see below the table.");
        race.phases().forEach(this::addTable);
        addUnmeasured();
        addPlaces();
        addHeadline();
        lines.add("");
        lines.add("All of it took %.0f s.%s".formatted(race.seconds(), race.hurried() == 0
                ? ""
                : " To keep within %.0f minutes, %d pairs of allocator and workload had rounds of a third of the length."
                        .formatted(race.settings().budget().toSeconds() / 60.0, race.hurried())));
        return lines;
    }

    private void addTable(String phase) {
        Table table = new Table().left(0, NAME_WIDTH);
        List<String> groups = new ArrayList<>(List.of(phase));
        List<String> headings = new ArrayList<>(List.of(""));
        for (int threads : race.threadCounts()) {
            table.left(0, 1).right(0, 10).right(1, 8).right(1, 8);
            groups.addAll(List.of("", Table.SPANNED, Table.SPANNED, count(threads, "thread")));
            headings.addAll(List.of("", "ns/op", "xcleave", "xfloor"));
        }
        table.row(text -> painted(Paint.BOLD, text), groups).row(headings);
        allocators(phase).forEach(allocator -> table.row(row(phase, allocator)));
        lines.add("");
        lines.addAll(table.lines());
        SkipReasons.lines(race.skipped().stream().filter(each -> belongs(each, phase)).toList(), false)
                .forEach(reason -> lines.add("  – " + reason));
    }

    /** Reasons stand with the phases of their workload, which is named as its first phase is. */
    private boolean belongs(SkippedTrial trial, String phase) {
        return trial.workload().equals(phase);
    }

    private List<String> allocators(String phase) {
        return race.figures().stream()
                .filter(each -> each.result().workload().equals(phase))
                .sorted(Comparator.comparingInt((RaceResult.Figure each) -> each.result().threads())
                        .thenComparingDouble(RaceResult.Figure::nanos))
                .map(each -> each.result().allocator())
                .distinct()
                .sorted(Comparator.comparing(name -> !name.equals(RaceResult.FLOOR)))
                .toList();
    }

    private List<String> row(String phase, String allocator) {
        List<String> row = new ArrayList<>(List.of(allocator));
        for (int threads : race.threadCounts()) {
            Optional<RaceResult.Figure> figure = race.figure(allocator, phase, threads);
            boolean first = figure.isPresent() && race.first(phase, threads).equals(figure);
            row.add(first ? "*" : "");
            figure.map(this::cells)
                    .orElse(List.of(UNKNOWN, "", ""))
                    .forEach(cell -> row.add(first ? painted(Paint.GREEN, cell) : cell));
        }
        return row;
    }

    private List<String> cells(RaceResult.Figure figure) {
        return List.of(
                (figure.extrapolated() ? "~" : "") + number(figure.nanos()),
                ratio(ratios.to(AllocatorName.CLEAVE, figure.result())),
                ratio(ratios.toFloor(figure.result())));
    }

    /** What was skipped altogether, and so has no table. */
    private void addUnmeasured() {
        List<String> phases = race.phases();
        List<SkippedTrial> orphans =
                race.skipped().stream().filter(each -> !phases.contains(each.workload())).toList();
        if (!orphans.isEmpty()) {
            lines.add("");
            lines.add("not measured:");
            SkipReasons.lines(orphans, true).forEach(reason -> lines.add("  " + reason));
        }
    }

    private void addPlaces() {
        int firsts = 0;
        List<String> others = new ArrayList<>();
        for (String phase : race.phases()) {
            for (int threads : race.threadCounts()) {
                Optional<RaceResult.Figure> first = race.first(phase, threads);
                Optional<RaceResult.Figure> cleave = race.figure(RaceResult.CLEAVE, phase, threads);
                if (first.isEmpty() || cleave.isEmpty()) {
                    continue;
                }
                if (first.equals(cleave)) {
                    firsts++;
                } else {
                    BenchResult winner = first.get().result();
                    others.add("  %s, %s: %s %s, cleave %s ns".formatted(phase, count(threads, "thread"),
                            winner.allocator(), number(winner.median()), number(cleave.get().nanos())));
                }
            }
        }
        lines.add("");
        lines.add("Cleave is first in %d of %d.%s".formatted(
                firsts, firsts + others.size(), others.isEmpty() ? "" : " The others:"));
        lines.addAll(others);
    }

    /** The old and famous story, in this run's seconds. */
    private void addHeadline() {
        Table told = new Table().left(2, 14).right(1, 10).left(2, 0);
        for (String allocator : HEADLINE) {
            race.curve(allocator, "fill")
                    .flatMap(curve -> curve.secondsAtTarget().map(seconds -> cells(curve, seconds)))
                    .ifPresent(told::row);
        }
        if (told.lines().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(painted(Paint.BOLD, "Filling " + ByteText.of(race.settings().regionBytes()) + " block by block, "
                + count(race.settings().bench().units()) + " blocks of 4 KiB"));
        lines.add(
                "Filling one gibibyte once took two minutes with vectors and twenty-five with linked lists. In this run:");
        lines.addAll(told.lines());
    }

    private static List<String> cells(FillCurve curve, double seconds) {
        String how = curve.extrapolation()
                .map(law -> "extrapolated, a %s law fitted to %s up to %s blocks in %s".formatted(
                        law.law(), sizes(curve), count(curve.measured().getLast().blocks()),
                        duration(curve.measured().getLast().seconds())))
                .orElse("measured");
        return List.of(curve.allocator(), duration(seconds), "(" + how + ")");
    }

    private static String sizes(FillCurve curve) {
        return curve.measured().size() + " sizes";
    }

    private static String duration(double seconds) {
        if (seconds >= 120) {
            return decimal(seconds / 60, 1) + " min";
        }
        return seconds >= 1 ? decimal(seconds, 1) + " s" : decimal(seconds * 1e3, 1) + " ms";
    }

    private static String number(double nanos) {
        return nanos >= 1000 ? count(Math.round(nanos)) : decimal(nanos, 1);
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.orElse(0) >= 100 ? count(Math.round(ratio.getAsDouble())) : decimal(ratio, 2);
    }

    private String painted(String style, String text) {
        return Paint.painted(colour, style, text);
    }
}
