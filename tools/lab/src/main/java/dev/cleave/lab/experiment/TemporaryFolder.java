package dev.cleave.lab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for an experiment's files, which is deleted with all that is in it. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    /** A new one in the directory for temporary files. */
    public TemporaryFolder(String prefix) throws IOException {
        path = Files.createTempDirectory(prefix);
    }

    /** A new one in that directory. */
    public TemporaryFolder(Path parent, String prefix) throws IOException {
        path = Files.createTempDirectory(parent, prefix);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Deletes it, and all that is in it. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> inside = Files.walk(path)) {
            List<Path> deepestFirst = inside.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }
}
