package dev.cleave.cli;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time as people write it: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}; at least a
 * millisecond, at most 1,000 days.
 */
final class TimeSpan implements ITypeConverter<Duration> {
    private static final Pattern FORMAT = Pattern.compile("([0-9]{1,11})\\s*(ms|s|m|h)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);
    private static final long MOST_MILLIS = Duration.ofDays(1000).toMillis();

    @Override
    public Duration convert(String text) {
        Matcher span = FORMAT.matcher(text.strip());
        long millis = span.matches() ? Long.parseLong(span.group(1)) * MILLIS.getOrDefault(span.group(2), 0L) : 0;
        if (millis < 1 || millis > MOST_MILLIS) {
            throw new TypeConversionException(
                    "'" + text + "' is no time: write a whole number above 0 with ms, s, m or h, such as 30s");
        }
        return Duration.ofMillis(millis);
    }
}
