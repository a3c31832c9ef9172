package dev.cleave.verify.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where files of a soak lie, by names that nothing else has: where syncs cost nothing, if there is such a place. */
final class Folder {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Path path;
    private int made;

    Folder() throws IOException {
        path = Files.isDirectory(SHARED_MEMORY)
                ? Files.createTempDirectory(SHARED_MEMORY, "cleave-soak")
                : Files.createTempDirectory("cleave-soak");
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name + "-" + ++made);
    }

    /** Deletes it with all that is left there. */
    void delete() throws IOException {
        try (var all = Files.list(path)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.delete(each);
            }
        }
        Files.delete(path);
    }
}
