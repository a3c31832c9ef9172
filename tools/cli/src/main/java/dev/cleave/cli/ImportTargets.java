package dev.cleave.cli;

import dev.cleave.lab.trace.TraceInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where the traces of some recordings go: decided, and found to harm no file, before the first is
 * written.
 */
final class ImportTargets {
    /** The standard output, in place of a file's name. */
    static final String STANDARD_OUTPUT = "-";

    private static final String EXTENSION = ".trace.gz";

    private final CommandSpec spec;
    private final List<String> recordings;
    private final Optional<String> output;
    private final boolean force;

    ImportTargets(CommandSpec spec, List<String> recordings, Optional<String> output, boolean force) {
        this.spec = spec;
        this.recordings = recordings;
        this.output = output;
        this.force = force;
    }

    /**
     * The target of each recording, in their order: a file, or {@link #STANDARD_OUTPUT}, which one
     * alone can have.
     */
    List<String> decide() throws IOException {
        if (recordings.size() == 1) {
            String target = output.orElseGet(() -> usualTarget(recordings.getFirst()));
            if (!target.equals(STANDARD_OUTPUT)) {
                requireHarmless(target);
            }
            return List.of(target);
        }
        if (recordings.stream().anyMatch(TraceInput::isStandardInput)) {
            throw usage("-: the standard input cannot be one of several recordings: import it by itself");
        }
        requireDirectory();
        List<String> targets = new ArrayList<>();
        Map<Path, String> taken = new HashMap<>();
        for (String recording : recordings) {
            String target = usualTarget(recording);
            target = output.isPresent() ? Path.of(output.get()).resolve(nameOf(target)).toString() : target;
            Path place = requireHarmless(target);
            String other = taken.putIfAbsent(place, recording);
            if (other != null) {
                throw usage(recording + ": its trace would be " + target + ", and so would be that of " + other
                        + ": import one of them by itself, with --output");
            }
            targets.add(target);
        }
        return targets;
    }

    private void requireDirectory() {
        if (output.isPresent() && !Files.isDirectory(path(output.get()))) {
            throw usage("--output " + output.get() + ": must be a directory that exists, as there are "
                    + recordings.size() + " recordings");
        }
    }

    /**
     * Where the file really lies, which can be written, is no recording, and is not there yet or
     * may be replaced.
     */
    private Path requireHarmless(String target) throws IOException {
        Path path = path(target);
        OutputFile.requireWritable(spec, "--output", path);
        Path place = Objects.requireNonNull(path.toAbsolutePath().getParent()).toRealPath().resolve(path.getFileName());
        if (!Files.exists(path)) {
            return place;
        }
        for (String recording : recordings) {
            if (!TraceInput.isStandardInput(recording) && Files.exists(path(recording))
                    && Files.isSameFile(path, path(recording))) {
                throw usage("--output " + target + ": is the recording itself: name another file");
            }
        }
        if (!force) {
            throw usage("--output " + target + ": exists already: name another file, or replace it with --force");
        }
        return place;
    }

    private Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException bad) {
            throw usage("--output " + file + ": is no path: " + bad.getReason());
        }
    }

    private static String nameOf(String file) {
        return file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    }

    /** The recording's name with the trace's ending in place of its own. */
    static String usualTarget(String recording) {
        if (TraceInput.isStandardInput(recording)) {
            return STANDARD_OUTPUT;
        }
        String name = nameOf(recording);
        String folder = recording.substring(0, recording.length() - name.length());
        for (String ending : List.of("\\.gz", "\\.[A-Za-z]+")) {
            name = name.replaceFirst("(?<=.)" + ending + "$", "");
        }
        return folder + name + EXTENSION;
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
