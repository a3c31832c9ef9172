package dev.cleave.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What mapping a file did to the file system, and how it is taken back: a file that was made is
 * deleted, one that was made larger gets its old size. Made before the file is opened, so that an
 * error at any later moment finds it.
 */
final class FileTrace implements Runnable {
    private final Path path;
    private boolean created;
    private long before;
    private long after;

    FileTrace(Path path) {
        this.path = path;
    }

    /** There was no such file before. */
    void created() {
        created = true;
    }

    /** The file is about to be made larger. */
    void grows(long from, long to) {
        before = from;
        after = to;
    }

    @Override
    public void run() {
        try {
            if (created) {
                Files.deleteIfExists(path);
            } else if (before < after) {
                shrink();
            }
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot take back what was made of " + path, refused);
        }
    }

    /** Whoever else made the file longer meanwhile keeps what it gained. */
    private void shrink() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            if (channel.size() <= after) {
                channel.truncate(before);
            }
        }
    }

    /** Runs what takes something back after a failure that is thrown in any case. */
    static void afterFailure(Throwable failure, Runnable takingBack) {
        try {
            takingBack.run();
        } catch (RuntimeException | Error another) {
            failure.addSuppressed(another);
        }
    }
}
