package dev.cleave.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size in bytes as people write it: {@code 4096}, {@code 4KiB}, {@code 512M}, {@code 16GiB}; units are powers of 1024. */
final class ByteSize implements ITypeConverter<Long> {
    private static final Pattern FORMAT = Pattern.compile("(\\d{1,18})\\s*([KMGT]?)(I?B)?");
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "K", 10, "M", 20, "G", 30, "T", 40);

    @Override
    public Long convert(String text) {
        Matcher size = FORMAT.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            throw wrong(text);
        }
        long number = Long.parseLong(size.group(1));
        int shift = SHIFTS.getOrDefault(size.group(2), 0);
        if (number > Long.MAX_VALUE >> shift) {
            throw wrong(text);
        }
        return number << shift;
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException(
                "'" + text + "' is no size: write a whole number with B, KiB, MiB, GiB or TiB, such as 16GiB");
    }
}
