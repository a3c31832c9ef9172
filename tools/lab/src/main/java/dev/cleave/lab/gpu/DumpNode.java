package dev.cleave.lab.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One value of a dump and where it stands, so that whatever is wrong with it can be told with its
 * place.
 */
record DumpNode(String file, String place, JsonNode value) {
    /** A field of an object, with its name. */
    record Field(String name, DumpNode node) {}

    /** The outermost value. */
    static DumpNode root(String file, JsonNode value) {
        return new DumpNode(file, "", value);
    }

    MalformedDumpException wrong(String problem) {
        return new MalformedDumpException(file, (place.isEmpty() ? "the dump" : place) + problem);
    }

    /** What a record makes of this value; where it refuses, that is told with the place. */
    <T> T made(Supplier<T> making) throws MalformedDumpException {
        try {
            return making.get();
        } catch (IllegalArgumentException refused) {
            throw wrong(": " + refused.getMessage());
        }
    }

    private DumpNode child(String name, JsonNode of) {
        return new DumpNode(file, place.isEmpty() ? name : place + "/" + name, of);
    }

    /** A field that must be there. */
    DumpNode field(String name) throws MalformedDumpException {
        Optional<DumpNode> found = optional(name);
        if (found.isEmpty()) {
            throw wrong(" has no field '" + name + "'");
        }
        return found.get();
    }

    /** A field that may be left out. */
    Optional<DumpNode> optional(String name) throws MalformedDumpException {
        requireObject();
        JsonNode found = value.get(name);
        return found == null ? Optional.empty() : Optional.of(child(name, found));
    }

    /** All fields, in the file's order. */
    List<Field> fields() throws MalformedDumpException {
        requireObject();
        List<Field> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            fields.add(new Field(each.getKey(), child(each.getKey(), each.getValue())));
        }
        return fields;
    }

    /** The fields of an object that may be left out. */
    List<Field> fieldsOf(String name) throws MalformedDumpException {
        Optional<DumpNode> found = optional(name);
        return found.isPresent() ? found.get().fields() : List.of();
    }

    /** Refuses fields that the schema does not know. */
    void requireOnly(Set<String> names) throws MalformedDumpException {
        for (Field each : fields()) {
            if (!names.contains(each.name)) {
                throw wrong(" has an unknown field '" + each.name + "': expected none but "
                        + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }

    /** The elements of an array that may be left out. */
    List<DumpNode> elements(String name) throws MalformedDumpException {
        Optional<DumpNode> found = optional(name);
        return found.isPresent() ? found.get().elements() : List.of();
    }

    /** The elements of an array. */
    List<DumpNode> elements() throws MalformedDumpException {
        if (!value.isArray()) {
            throw wrong(" is " + kind() + ": expected an array");
        }
        List<DumpNode> elements = new ArrayList<>();
        for (JsonNode each : value) {
            elements.add(child(Integer.toString(elements.size()), each));
        }
        return elements;
    }

    /** The strings of an array that may be left out. */
    List<String> strings(String name) throws MalformedDumpException {
        List<String> strings = new ArrayList<>();
        for (DumpNode each : elements(name)) {
            strings.add(each.string());
        }
        return strings;
    }

    String string() throws MalformedDumpException {
        if (!value.isTextual()) {
            throw wrong(" is " + kind() + ": expected a string");
        }
        return value.textValue();
    }

    Optional<String> string(String name) throws MalformedDumpException {
        Optional<DumpNode> found = optional(name);
        return found.isPresent() ? Optional.of(found.get().string()) : Optional.empty();
    }

    /** Bytes, or a count: 0 or more. */
    long number() throws MalformedDumpException {
        if (!value.isIntegralNumber()) {
            throw wrong(" is " + kind() + ": expected a whole number");
        }
        if (!value.canConvertToLong() || value.longValue() < 0) {
            throw wrong(" is " + value + ": expected 0 to " + Long.MAX_VALUE);
        }
        return value.longValue();
    }

    OptionalLong number(String name) throws MalformedDumpException {
        Optional<DumpNode> found = optional(name);
        return found.isPresent() ? OptionalLong.of(found.get().number()) : OptionalLong.empty();
    }

    private void requireObject() throws MalformedDumpException {
        if (!value.isObject()) {
            throw wrong(" is " + kind() + ": expected an object");
        }
    }

    private String kind() {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> value.toString();
            case NULL -> "null";
            case NUMBER -> "the number " + value;
            case OBJECT -> "an object";
            case STRING -> "a string";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }
}
