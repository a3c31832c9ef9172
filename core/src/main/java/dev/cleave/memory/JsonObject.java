package dev.cleave.memory;

import java.util.Locale;
import java.util.function.IntFunction;

/** A JSON object being written, member after member: how reports become JSON, as the core has no library for it. Not thread-safe. */
public final class JsonObject {
    private final StringBuilder text = new StringBuilder("{");

    /** An object without members. */
    public JsonObject() {}

    private void name(String name) {
        text.append(text.length() > 1 ? "," : "");
        quote(name);
        text.append(':');
    }

    /** Adds a number. */
    public JsonObject number(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Adds true or false. */
    public JsonObject flag(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Adds an object. */
    public JsonObject object(String name, JsonObject value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Adds a list of so many elements, each JSON as it is given. */
    public JsonObject list(String name, int size, IntFunction<String> element) {
        name(name);
        text.append('[');
        for (int index = 0; index < size; index++) {
            text.append(index > 0 ? "," : "").append(element.apply(index));
        }
        text.append(']');
        return this;
    }

    /** Adds a text. */
    public JsonObject text(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    private void quote(String value) {
        text.append('"');
        for (int at = 0; at < value.length(); at++) {
            char each = value.charAt(at);
            if (each == '"' || each == '\\') {
                text.append('\\').append(each);
            } else if (each < ' ' || Character.isSurrogate(each)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            } else {
                text.append(each);
            }
        }
        text.append('"');
    }

    /** The JSON. */
    @Override
    public String toString() {
        return text + "}";
    }
}
