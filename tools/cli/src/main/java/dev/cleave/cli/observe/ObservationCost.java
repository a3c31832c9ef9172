package dev.cleave.cli.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Table;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one way to observe costs.
 *
 * @param name of the way
 * @param without slices without it, by turns
 * @param with slices with it, by turns
 * @param oneIn of so many blocks one was observed
 * @param lost events that were lost
 */
public record ObservationCost(String name, List<Slice> without, List<Slice> with, int oneIn, long lost) {
    /** Keeps copies. */
    public ObservationCost {
        without = List.copyOf(without);
        with = List.copyOf(with);
    }

    /** A figure's median, in all slices without or with. */
    static double median(List<Slice> slices, ToDoubleFunction<Slice> figure) {
        return Median.of(slices.stream().mapToDouble(figure).toArray());
    }

    /** By how much a figure is larger with the observer, of each turn: 0.01 is one percent. */
    double[] more(ToDoubleFunction<Slice> figure) {
        double[] more = new double[with.size()];
        for (int turn = 0; turn < more.length; turn++) {
            more[turn] = figure.applyAsDouble(with.get(turn)) / figure.applyAsDouble(without.get(turn)) - 1;
        }
        return more;
    }

    /** For people, a table of what several ways cost. */
    public static List<String> lines(List<ObservationCost> costs) {
        Table table = new Table().left(0, 8).left(2, 6);
        for (int column = 0; column < 6; column++) {
            table.right(2, 8);
        }
        table.row("observer", "figure", "without", "with", "more", "least", "most", "events/s");
        for (ObservationCost each : costs) {
            each.row(table, each.name, "processor time of the process", Slice::processNanosAnEvent);
            each.row(table, "", "of the threads that allocate", Slice::loadNanosAnEvent);
            each.row(table, "", "time on the wall", Slice::elapsedNanosAnEvent);
        }
        return table.lines();
    }

    private void row(Table table, String label, String what, ToDoubleFunction<Slice> figure) {
        double[] more = more(figure);
        table.row(label, what, FigureText.decimal(median(without, figure), 1),
                FigureText.decimal(median(with, figure), 1), FigureText.percent(Median.of(more), 1),
                FigureText.percent(Arrays.stream(more).min().orElse(Double.NaN), 1),
                FigureText.percent(Arrays.stream(more).max().orElse(Double.NaN), 1),
                label.isEmpty() ? "" : FigureText.count(Math.round(median(with, Slice::rate))));
    }

    /** What whoever reads the figures must know. */
    public List<String> warnings() {
        return oneIn == 1 && lost == 0
                ? List.of()
                : List.of(name + ": one block of " + oneIn + " was recorded, "
                        + FigureText.count(lost, "event") + " lost");
    }

    /** For programs. */
    public ObjectNode json() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("observer", name);
        object.put("oneIn", oneIn);
        object.put("lost", lost);
        put(object, "processorTime", Slice::processNanosAnEvent);
        put(object, "threadsProcessorTime", Slice::loadNanosAnEvent);
        put(object, "wallTime", Slice::elapsedNanosAnEvent);
        object.put("eventsASecondWithout", median(without, Slice::rate));
        object.put("eventsASecondWith", median(with, Slice::rate));
        return object;
    }

    private void put(ObjectNode object, String name, ToDoubleFunction<Slice> figure) {
        ObjectNode node = object.putObject(name);
        node.put("nanosAnEventWithout", median(without, figure));
        node.put("nanosAnEventWith", median(with, figure));
        node.put("more", Median.of(more(figure)));
        ArrayNode turns = node.putArray("moreByTurn");
        for (double each : more(figure)) {
            turns.add(each);
        }
    }
}
