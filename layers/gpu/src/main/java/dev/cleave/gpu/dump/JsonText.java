package dev.cleave.gpu.dump;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * JSON on its way out, indented by two spaces a level, with line feeds. Whoever writes opens and
 * closes objects and arrays in their turn.
 */
final class JsonText {
    private static final String INDENT = "  ";

    /** Writes what lies between two braces. */
    @FunctionalInterface
    interface Content {
        /** Writes it. */
        void write() throws IOException;
    }

    private final Appendable out;
    private int depth;
    private boolean first = true;

    JsonText(Appendable out) {
        this.out = out;
    }

    /** The outermost object, or an element of an array. */
    void object(Content fields) throws IOException {
        nested('{', fields, '}');
    }

    void object(String name, Content fields) throws IOException {
        name(name);
        object(fields);
    }

    void array(String name, Content elements) throws IOException {
        name(name);
        nested('[', elements, ']');
    }

    /** Begins an element of an array that is an object. */
    void element(Content fields) throws IOException {
        next();
        object(fields);
    }

    void field(String name, long value) throws IOException {
        name(name);
        out.append(Long.toString(value));
    }

    void field(String name, String value) throws IOException {
        name(name);
        string(value);
    }

    /** A string, a number or a truth value. */
    void field(String name, Object value) throws IOException {
        if (value instanceof String text) {
            field(name, text);
        } else {
            name(name);
            out.append(value.toString());
        }
    }

    void field(String name, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            field(name, value.getAsLong());
        }
    }

    void field(String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            field(name, value.get());
        }
    }

    /** Strings on one line. */
    void field(String name, List<String> values) throws IOException {
        name(name);
        out.append('[');
        for (int each = 0; each < values.size(); each++) {
            out.append(each == 0 ? "" : ", ");
            string(values.get(each));
        }
        out.append(']');
    }

    private void name(String name) throws IOException {
        next();
        string(name);
        out.append(": ");
    }

    private void next() throws IOException {
        out.append(first ? "\n" : ",\n").append(INDENT.repeat(depth));
        first = false;
    }

    private void nested(char open, Content content, char close) throws IOException {
        out.append(open);
        depth++;
        first = true;
        content.write();
        depth--;
        if (!first) {
            out.append('\n').append(INDENT.repeat(depth));
        }
        out.append(close);
        first = false;
    }

    private void string(String value) throws IOException {
        out.append('"');
        for (int each = 0; each < value.length(); each++) {
            character(value.charAt(each));
        }
        out.append('"');
    }

    /** Half of a pair that stands alone has no form in UTF-8, and is written by its number. */
    private void character(char each) throws IOException {
        switch (each) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (each < ' ' || Character.isSurrogate(each)) {
                    out.append(String.format("\\u%04x", (int) each));
                } else {
                    out.append(each);
                }
            }
        }
    }
}
