package dev.cleave.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;

/** The fields of a JSON object, none of which is trusted. */
record Fields(JsonNode object) {
    /** No machine has so many bytes, and sums of a great fleet's stay within a long. */
    private static final long MOST = 1L << 48;

    /** A number from 0 to 2^48. */
    long number(String name) throws TornFileException {
        return number(object.path(name), name);
    }

    private static long number(JsonNode value, String name) throws TornFileException {
        if (value.isMissingNode()) {
            throw new TornFileException("has no " + name);
        }
        requireBelievable(value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : -1, name);
        return value.longValue();
    }

    static void requireBelievable(long value, String name) throws TornFileException {
        if (value < 0 || value > MOST) {
            throw new TornFileException("has a " + name + " that is no number from 0 to 2^48");
        }
    }

    long[] numbers(String name) throws TornFileException {
        JsonNode list = object.path(name);
        if (!list.isArray()) {
            throw new TornFileException("has no list of " + name);
        }
        long[] numbers = new long[list.size()];
        for (int each = 0; each < numbers.length; each++) {
            numbers[each] = number(list.get(each), name);
        }
        return numbers;
    }

    String text(String name) throws TornFileException {
        JsonNode value = object.path(name);
        if (!value.isTextual()) {
            throw new TornFileException("has no " + name);
        }
        return value.textValue();
    }

    /** A text, or none. */
    String textOrEmpty(String name) {
        return object.path(name).asText("");
    }

    /** Milliseconds since the epoch. */
    long instant(String name) throws TornFileException {
        String text = text(name);
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException senseless) {
            throw new TornFileException("has a " + name + " that is no time: " + text);
        }
    }

    /** The elements of a list that may be missing. */
    Iterable<JsonNode> list(String name) throws TornFileException {
        JsonNode list = object.path(name);
        if (!list.isArray() && !list.isMissingNode()) {
            throw new TornFileException("has " + name + " that are no list");
        }
        return list;
    }
}
