package dev.cleave.cli;

import dev.cleave.lab.sweep.SweepGrid;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what a sweep tries. */
final class SweepOptions {
    @Option(
            names = "--unit",
            arity = "1",
            paramLabel = "SIZE",
            split = ",",
            converter = ByteSize.class,
            description = "Units that a sweep tries, powers of two from 1KiB to 64KiB; 4KiB,16KiB,64KiB unless told.")
    private List<Long> units = List.of();

    @Option(
            names = "--grouping",
            arity = "1",
            paramLabel = "NAME",
            split = ",",
            converter = Grouping.class,
            description = "Groupings that a sweep tries: none, mobility; both unless told.")
    private List<Boolean> groupings = List.of();

    @Option(
            names = "--factor",
            arity = "1",
            paramLabel = "FACTOR",
            split = ",",
            description = "Capacities that a sweep tries, as multiples of the most that is live at once; 1.1,1.5 unless"
                    + " told.")
    private List<Double> factors = List.of();

    /** Whether any of them was given. */
    boolean given() {
        return !units.isEmpty() || !groupings.isEmpty() || !factors.isEmpty();
    }

    /**
     * What they say.
     *
     * @throws IllegalArgumentException when something is out of its range, naming it
     */
    SweepGrid grid() {
        SweepGrid usual = SweepGrid.USUAL;
        return new SweepGrid(
                units.isEmpty() ? usual.units() : units,
                groupings.isEmpty() ? usual.groupings() : groupings,
                factors.isEmpty() ? usual.capacityFactors() : factors);
    }

    /** Whether blocks are grouped, in a word. */
    static final class Grouping implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String name) {
            return switch (name) {
                case "none" -> false;
                case "mobility" -> true;
                default -> throw new TypeConversionException("'" + name + "' is no grouping: must be none or mobility");
            };
        }
    }
}
