package dev.cleave.cli;

import dev.cleave.lab.imports.ImportFormat;
import dev.cleave.lab.imports.RecordingGuess;
import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.lab.trace.AccessTraceReader;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The traces that a user names, read before anything is done with the first. */
final class TraceFiles {
    private static final Pattern NAME = Pattern.compile("\\.trace(\\.gz)?$");

    private TraceFiles() {}

    /** Reads one file. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(String file) throws MalformedTraceException;
    }

    /**
     * Reads them all.
     *
     * @throws MalformedTraceException when one of them is no trace; for a recording of another
     *     kind, with the command that makes a trace of it
     */
    static List<Trace> read(List<String> files) throws MalformedTraceException {
        List<Trace> traces = new ArrayList<>();
        for (String file : files) {
            traces.add(read(file));
        }
        return traces;
    }

    /**
     * Reads all of some files and folders: of a folder those whose names end as a trace's do, in
     * the order of their names, without those that are none.
     *
     * @param leftOut told of each file of a folder that is no trace, and why
     * @throws MalformedTraceException when a file that was named is no trace, or a folder has none
     */
    static List<Trace> readAll(List<Path> named, Consumer<MalformedTraceException> leftOut)
            throws MalformedTraceException {
        return readAll(named, TraceFiles::read, TraceReader::read, leftOut);
    }

    /** As {@link #readAll}, of traces of accesses. */
    static List<AccessTrace> readAllAccesses(List<Path> named, Consumer<MalformedTraceException> leftOut)
            throws MalformedTraceException {
        return readAll(named, AccessTraceReader::read, AccessTraceReader::read, leftOut);
    }

    private static <T> List<T> readAll(
            List<Path> named, Reader<T> file, Reader<T> fileOfFolder, Consumer<MalformedTraceException> leftOut)
            throws MalformedTraceException {
        List<T> traces = new ArrayList<>();
        for (Path each : named) {
            if (Files.isDirectory(each)) {
                traces.addAll(readFolder(each, fileOfFolder, leftOut));
            } else {
                traces.add(file.read(each.toString()));
            }
        }
        return traces;
    }

    private static <T> List<T> readFolder(Path folder, Reader<T> reader, Consumer<MalformedTraceException> leftOut)
            throws MalformedTraceException {
        List<T> traces = new ArrayList<>();
        for (Path file : filesOf(folder)) {
            try {
                traces.add(reader.read(file.toString()));
            } catch (MalformedTraceException other) {
                leftOut.accept(other);
            }
        }
        if (traces.isEmpty()) {
            throw new MalformedTraceException(
                    folder.toString(), 0, "has no trace: expected files named *.trace or *.trace.gz");
        }
        return traces;
    }

    private static List<Path> filesOf(Path folder) throws MalformedTraceException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> NAME.matcher(file.toString()).find()).sorted().toList();
        } catch (IOException failure) {
            throw new MalformedTraceException(folder.toString(), 0, "cannot be read: " + failure.getMessage());
        }
    }

    private static Trace read(String file) throws MalformedTraceException {
        try {
            return TraceReader.read(file);
        } catch (MalformedTraceException bad) {
            Optional<ImportFormat> format = RecordingGuess.of(file);
            if (format.isEmpty()) {
                throw bad;
            }
            MalformedTraceException recording = new MalformedTraceException(file, 0, advice(format.get(), file));
            recording.initCause(bad);
            throw recording;
        }
    }

    private static String advice(ImportFormat format, String file) {
        return "is no trace but a " + format.title() + ": make one of it with 'cleave import " + format.label() + " "
                + word(file) + "', and take " + ImportTargets.usualTarget(file);
    }

    /** A file's name as a shell takes it for one word. */
    private static String word(String file) {
        return file.matches("[\\w./+,:@%-]+") ? file : "\"" + file.replaceAll("([\"\\\\$`])", "\\\\$1") + "\"";
    }
}
