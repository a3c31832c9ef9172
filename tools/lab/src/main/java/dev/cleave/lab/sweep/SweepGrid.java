package dev.cleave.lab.sweep;

import dev.cleave.lab.trace.TraceKind;
import java.util.List;

/**
 * The settings that a sweep tries: each unit with each grouping and each capacity.
 *
 * @param units bytes of a unit, one or more
 * @param groupings whether blocks are grouped by mobility, one or both
 * @param capacityFactors capacities as multiples of the most that is live at once, one or more
 */
public record SweepGrid(List<Long> units, List<Boolean> groupings, List<Double> capacityFactors) {
    /**
     * Units of 4, 16 and 64 KiB, without groups and with them, a tenth and a half more than is
     * live.
     */
    public static final SweepGrid USUAL = new SweepGrid(
            List.of(4L << 10, 16L << 10, 64L << 10), List.of(false, true), List.of(1.1, 1.5));

    /** Keeps its own copies, and checks the ranges. */
    public SweepGrid {
        units = List.copyOf(units);
        groupings = List.copyOf(groupings);
        capacityFactors = List.copyOf(capacityFactors);
        for (long unit : units) {
            for (double factor : capacityFactors) {
                new SweepSetting(unit, false, factor);
            }
        }
    }

    /** All settings, in the order of units, then groupings, then capacities. */
    public List<SweepSetting> settings() {
        return units.stream()
                .flatMap(unit -> groupings.stream()
                        .flatMap(grouped -> capacityFactors.stream()
                                .map(factor -> new SweepSetting(unit, grouped, factor))))
                .toList();
    }

    /**
     * Those that make a difference for traces of a kind; without groups, where only groups were
     * asked for.
     */
    public List<SweepSetting> settings(TraceKind kind) {
        List<SweepSetting> suited = settings().stream().filter(each -> each.suits(kind)).toList();
        return suited.isEmpty() ? new SweepGrid(units, List.of(false), capacityFactors).settings() : suited;
    }
}
