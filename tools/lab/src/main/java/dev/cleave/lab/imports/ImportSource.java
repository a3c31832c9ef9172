package dev.cleave.lab.imports;

import dev.cleave.lab.trace.TraceInput;

/**
 * What is imported.
 *
 * @param format its kind
 * @param file where it lies, plain or gzip-compressed; {@code -} stands for standard input
 * @param scaled whether a sampled block is written as often as it stands for; of no effect where
 *        nothing was sampled
 */
public record ImportSource(ImportFormat format, String file, boolean scaled) {
    /** A recording whose samples are written once each. */
    public ImportSource(ImportFormat format, String file) {
        this(format, file, false);
    }

    /** What messages call it. */
    String name() {
        return TraceInput.nameOf(file);
    }

    /** What messages say it should be. */
    String expected() {
        return "a " + format.title();
    }
}
