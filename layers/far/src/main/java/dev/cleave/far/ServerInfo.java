package dev.cleave.far;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server says of itself.
 *
 * @param values each line's value by its name
 */
record ServerInfo(Map<String, String> values) {
    /** The answer to {@code INFO}: a name, a colon and a value each line, and headings. */
    static ServerInfo parse(String text) {
        return new ServerInfo(text.lines().filter(each -> !each.startsWith("#") && each.indexOf(':') > 0)
                .collect(Collectors.toUnmodifiableMap(
                        each -> each.substring(0, each.indexOf(':')),
                        each -> each.substring(each.indexOf(':') + 1),
                        (first, second) -> second)));
    }

    /** A value, or another where the server is too old to tell. */
    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }
}
