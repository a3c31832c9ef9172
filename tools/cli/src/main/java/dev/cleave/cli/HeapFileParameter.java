package dev.cleave.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The parameter {@code FILE}: the file of a durable heap. */
final class HeapFileParameter {
    @Parameters(paramLabel = "FILE", description = "The file of a durable heap.")
    private Path file = Path.of("");

    /** The file that was named. */
    Path path() {
        return file;
    }
}
