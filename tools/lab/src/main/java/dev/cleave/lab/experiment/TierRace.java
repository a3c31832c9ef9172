package dev.cleave.lab.experiment;

import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.trace.AccessTrace;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What policies of placement are raced on.
 *
 * @param traces recorded ones
 * @param policies those that take part, by the names that users type; all where there are none
 * @param percents how much of the footprint the nearest tier holds
 * @param costs of the nearest tier and of the one below; measured where there are none
 */
public record TierRace(
        List<AccessTrace> traces, List<String> policies, List<Double> percents, List<Latency> costs) {
    /** As it is run unless told. */
    public static final TierRace USUAL = new TierRace(List.of(), List.of(), List.of(1.0, 5.0, 10.0, 25.0, 50.0),
            List.of());

    /** Checks the ranges. */
    public TierRace {
        traces = List.copyOf(traces);
        policies = List.copyOf(policies);
        percents = List.copyOf(percents);
        costs = List.copyOf(costs);
        for (double percent : percents) {
            OptionRange.require(percent > 0 && percent <= 100, "--share", percent, "above 0, and 100 at most");
        }
        OptionRange.require(!percents.isEmpty(), "--share", percents, "at least one");
        OptionRange.require(costs.isEmpty() || costs.size() == 2, "--costs", costs.size() + " tiers",
                "those of two, the nearest first");
    }

    /**
     * What it costs to reach a tier: in words {@code 100:0.05:0.06}.
     *
     * @param accessNanos until the first byte
     * @param readNanosPerByte for each byte read
     * @param writeNanosPerByte for each byte written
     */
    public record Latency(double accessNanos, double readNanosPerByte, double writeNanosPerByte) {
        /**
         * The latency that users write as three numbers.
         *
         * @throws IllegalArgumentException where it is none
         */
        public static Latency of(String text) {
            double[] numbers = Stream.of(text.split(":", -1)).map(Latency::number)
                    .flatMapToDouble(OptionalDouble::stream)
                    .toArray();
            OptionRange.require(numbers.length == 3 && text.chars().filter(each -> each == ':').count() == 2,
                    "--costs", text,
                    "nanoseconds an access, a byte read and a byte written, each 0 or more, such as 100:0.05:0.06");
            return new Latency(numbers[0], numbers[1], numbers[2]);
        }

        private static OptionalDouble number(String text) {
            try {
                double number = Double.parseDouble(text);
                return number >= 0 && number < Double.POSITIVE_INFINITY
                        ? OptionalDouble.of(number)
                        : OptionalDouble.empty();
            } catch (NumberFormatException none) {
                return OptionalDouble.empty();
            }
        }

        @Override
        public String toString() {
            return Stream.of(accessNanos, readNanosPerByte, writeNanosPerByte)
                    .map(String::valueOf)
                    .collect(Collectors.joining(":"));
        }
    }
}
