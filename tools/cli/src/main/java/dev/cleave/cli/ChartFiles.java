package dev.cleave.cli;

import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.replay.ReplayResult;
import dev.cleave.lab.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The files of the option {@code --chart}: what their names must be, and what they are where it
 * stands for several.
 */
final class ChartFiles {
    private ChartFiles() {}

    /**
     * Refuses a name that tells no format before the work, rather than after; no file, no trouble.
     */
    static void requireFormat(CommandSpec spec, @Nullable Path file) {
        if (file != null && ChartFormat.of(file).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--chart " + file + ": the name must end in .svg or .png");
        }
    }

    /**
     * The file itself for one result; else for each a file beside it, with trace and allocator in
     * its name.
     */
    static List<Path> name(Path file, List<ReplayResult> results) {
        if (results.size() == 1) {
            return List.of(file);
        }
        List<Path> files = new ArrayList<>();
        Set<Path> taken = new HashSet<>();
        for (ReplayResult result : results) {
            String what = Trace.shortName(result.trace()).replace(' ', '-') + "-" + result.allocator();
            Path each = name(file, what);
            for (int again = 2; !taken.add(each); again++) {
                each = name(file, what + "-" + again);
            }
            files.add(each);
        }
        return files;
    }

    /** A file beside it, with what it shows in its name. */
    static Path name(Path file, String what) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(name.substring(0, dot) + "-" + what + name.substring(dot));
    }
}
