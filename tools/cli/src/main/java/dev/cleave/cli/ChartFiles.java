package dev.cleave.cli;

import dev.cleave.lab.replay.ReplayResult;
import dev.cleave.lab.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names of chart files when one option stands for several charts. */
final class ChartFiles {
    private ChartFiles() {}

    /** The file itself for one result; else for each a file beside it, with trace and allocator in its name. */
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
