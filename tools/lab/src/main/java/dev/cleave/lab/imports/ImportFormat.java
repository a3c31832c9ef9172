package dev.cleave.lab.imports;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of recording that can be imported. */
public enum ImportFormat {
    /** The scripts of the malloc lab of <i>Computer Systems: A Programmer's Perspective</i>. */
    REP("rep", "malloc-lab script", RepReader::new),

    /** The log of RMM, the memory manager of RAPIDS. */
    CSV("csv", "log of RMM", RmmReader::new),

    /** The kernel's {@code kmem} events as text: {@code trace}, {@code trace_pipe}, trace-cmd's or perf's report. */
    FTRACE("ftrace", "kernel's kmem events", FtraceReader::new),

    /** The log of a program of the GNU C library that called {@code mtrace}. */
    MTRACE("mtrace", "log of glibc's mtrace", MtraceReader::new),

    /** What valgrind prints with {@code --trace-malloc=yes}. */
    VALGRIND("valgrind", "log of valgrind --trace-malloc=yes", ValgrindReader::new);

    private final String label;
    private final String title;
    private final Opening opening;

    ImportFormat(String label, String title, Opening opening) {
        this.label = label;
        this.title = title;
        this.opening = opening;
    }

    /** Makes the reader of a format. */
    @FunctionalInterface
    private interface Opening {
        RecordingReader open(LineSource lines, TraceStream trace);
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /** What it is, in a few words. */
    public String title() {
        return title;
    }

    RecordingReader reader(LineSource lines, TraceStream trace) {
        return opening.open(lines, trace);
    }

    /** The format that users call {@code label}. */
    public static Optional<ImportFormat> named(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }

    /** All names, as an error or a help text lists them. */
    public static String labels() {
        return Arrays.stream(values()).map(ImportFormat::label).collect(Collectors.joining(", "));
    }
}
