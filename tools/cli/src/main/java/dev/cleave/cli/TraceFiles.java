package dev.cleave.cli;

import dev.cleave.lab.imports.ImportFormat;
import dev.cleave.lab.imports.RecordingGuess;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The traces that a user names, read before anything is done with the first. */
final class TraceFiles {
    private TraceFiles() {}

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
