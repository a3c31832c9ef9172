package dev.cleave.memory;

import java.nio.file.Path;
import java.util.List;

/**
 * The memory limit of the control groups that this process is in, versions 1 and 2: the smallest of
 * its own group and of every group above it.
 *
 * @param root where {@code proc} and {@code sys} are found: "/" but in tests
 */
record ContainerLimit(Path root) {
    /**
     * What this process may use: the smaller of physical memory and its control groups' limit; 0
     * means none known.
     */
    static long ofThisProcess(KernelText kernel) {
        return new ContainerLimit(kernel.root()).orElse(kernel.memory("MemTotal") << 10);
    }

    /**
     * The limit in bytes, or the given one where no group sets a smaller one; 0 means none known.
     */
    long orElse(long physical) {
        long limit = physical > 0 ? physical : Long.MAX_VALUE;
        for (String line : new KernelText(root).lines("proc/self/cgroup")) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                limit = Math.min(limit, smallest(root.resolve("sys/fs/cgroup"), parts[2], "memory.max"));
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                Path tree = root.resolve("sys/fs/cgroup/memory");
                limit = Math.min(limit, smallest(tree, parts[2], "memory.limit_in_bytes"));
            }
        }
        return limit == Long.MAX_VALUE ? 0 : limit;
    }

    /**
     * Walks from the root of the tree down to the process's group; a container may see its own
     * group as the root.
     */
    private static long smallest(Path tree, String group, String file) {
        long smallest = read(tree.resolve(file));
        Path at = tree;
        for (Path name : tree
                .relativize(tree.resolve(group.startsWith("/") ? group.substring(1) : group).normalize())) {
            if (name.toString().equals("..")) {
                return smallest;
            }
            at = at.resolve(name);
            smallest = Math.min(smallest, read(at.resolve(file)));
        }
        return smallest;
    }

    /** What is no number ("max") or cannot be read is no limit. */
    private static long read(Path file) {
        List<String> lines = KernelText.own().lines(file.toString());
        try {
            return lines.isEmpty() ? Long.MAX_VALUE : Long.parseLong(lines.getFirst().strip());
        } catch (NumberFormatException unlimited) {
            return Long.MAX_VALUE;
        }
    }
}
