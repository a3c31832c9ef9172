package dev.cleave.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps and lists as JSON text, and back. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** A map of these names and values, in their order. */
    static Map<String, Object> object(@Nullable Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int each = 0; each < namesAndValues.length; each += 2) {
            object.put((String) namesAndValues[each], namesAndValues[each + 1]);
        }
        return object;
    }

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException odd) {
            throw new UncheckedIOException(odd);
        }
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException odd) {
            throw new UncheckedIOException(odd);
        }
    }

    /** What a text of JSON says, as maps and lists. */
    static Object parse(String text) {
        try {
            return MAPPER.readValue(text, Object.class);
        } catch (JsonProcessingException odd) {
            throw new UncheckedIOException(odd);
        }
    }
}
