package dev.cleave.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel says of itself in its text files.
 *
 * @param root where {@code proc} and {@code sys} are found: "/" but in tests
 */
record KernelText(Path root) {
    /** The kernel that this process runs on. */
    static KernelText own() {
        return new KernelText(Path.of("/"));
    }

    /** The lines of a file; none where it cannot be read. */
    List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (IOException absent) {
            return List.of();
        }
    }

    /** What stands behind {@code name:} in a file of such lines. */
    Optional<String> value(String file, String name) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /**
     * The number, without its unit, that {@code proc/meminfo} has beside a name; 0 where it has
     * none.
     */
    long memory(String name) {
        return value("proc/meminfo", name).map(text -> Long.parseLong(text.split(" ", 2)[0])).orElse(0L);
    }

    /**
     * The word in brackets in a file that lists what could be chosen, as
     * {@code always [madvise] never}; else empty.
     */
    String chosen(String file) {
        for (String line : lines(file)) {
            int from = line.indexOf('[');
            int to = line.indexOf(']', from + 1);
            if (from >= 0 && to > from) {
                return line.substring(from + 1, to);
            }
        }
        return "";
    }

    /**
     * The numbers of a set as the kernel writes them, as {@code 0-3,8}; none where it is no such
     * text.
     */
    static BitSet set(String text) {
        BitSet numbers = new BitSet();
        try {
            for (String part : text.strip().split(",")) {
                String[] ends = part.split("-", 2);
                int first = Integer.parseInt(ends[0]);
                numbers.set(first, ends.length == 1 ? first + 1 : Integer.parseInt(ends[1]) + 1);
            }
            return numbers;
        } catch (NumberFormatException | IndexOutOfBoundsException unknown) {
            return new BitSet();
        }
    }
}
