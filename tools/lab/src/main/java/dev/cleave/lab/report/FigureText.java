package dev.cleave.lab.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** Figures as people read them in a table, the same in every country. */
public final class FigureText {
    /** Stands for a figure that is not known. */
    public static final String UNKNOWN = "–";

    private FigureText() {}

    /** A whole number, its thousands apart. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** So many things: {@code 1 pass}, {@code 2 passes}. */
    public static String count(long number, String noun) {
        String ending = noun.endsWith("s") ? "es" : "s";
        return count(number) + " " + noun + (number == 1 ? "" : ending);
    }

    /** A number with so many decimals; unknown where it is none. */
    public static String decimal(double number, int decimals) {
        return Double.isNaN(number) ? UNKNOWN : String.format(Locale.ROOT, "%." + decimals + "f", number);
    }

    /** A number with so many decimals, if it is known. */
    public static String decimal(OptionalDouble number, int decimals) {
        return decimal(number.orElse(Double.NaN), decimals);
    }

    /** A share of 0 to 1 in percent, with so many decimals. */
    public static String percent(double share, int decimals) {
        return decimal(100 * share, decimals) + (Double.isNaN(share) ? "" : " %");
    }

    /** A share in percent, if it is known. */
    public static String percent(OptionalDouble share, int decimals) {
        return percent(share.orElse(Double.NaN), decimals);
    }
}
