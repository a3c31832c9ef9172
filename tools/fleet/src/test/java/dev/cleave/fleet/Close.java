package dev.cleave.fleet;

import java.util.Comparator;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;

/** When figures that were summed in another order are the same. */
final class Close {
    private static final double RELATIVE = 1e-9;

    /** Doubles but for their last digits; all else exactly. */
    static final RecursiveComparisonConfiguration DOUBLES = RecursiveComparisonConfiguration.builder()
            .withComparatorForType(Close::compare, Double.class)
            .build();

    private Close() {}

    private static int compare(Double one, Double other) {
        double scale = Math.max(1e-12, Math.max(Math.abs(one), Math.abs(other)));
        return Math.abs(one - other) <= RELATIVE * scale ? 0 : Comparator.<Double>naturalOrder().compare(one, other);
    }
}
