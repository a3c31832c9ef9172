package dev.cleave.lab.report;

import java.util.Locale;

/** Sizes in bytes as people read them: {@code 421.5 MiB}; units are powers of 1024. */
public final class ByteText {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private ByteText() {}

    /** The size in the largest unit of which it has at least one, with one decimal unless that is zero. */
    public static String of(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return trimmed(value, unit == 0 ? 0 : 1) + " " + UNITS[unit];
    }

    /** The size in the largest unit of which it is a whole number. */
    public static String exact(long bytes) {
        int unit = 0;
        long value = bytes;
        while (value != 0 && value % 1024 == 0 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return FigureText.count(value) + " " + UNITS[unit];
    }

    /** A number with so many decimals at most, without zeroes at its end. */
    public static String trimmed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return decimals == 0 ? text : text.replaceFirst("\\.?0+$", "");
    }
}
