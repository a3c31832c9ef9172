package dev.cleave.lab.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** Recordings made in a test, with the settings that users are given. */
final class Flight {
    private static final Path SETTINGS = Path.of("../../samples/buffers.jfc");

    private Flight() {}

    /** What is recorded. */
    @FunctionalInterface
    interface Work {
        void fly() throws Exception;
    }

    /** Records some work into a file. */
    static Path record(Path file, Work work) throws Exception {
        try (Recording recording = begin()) {
            work.fly();
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    /** Has the recorder begin another chunk, as it does when one is full. */
    static void beginChunk() throws IOException, ParseException {
        begin().close();
    }

    private static Recording begin() throws IOException, ParseException {
        Recording recording = new Recording(Configuration.create(SETTINGS));
        recording.start();
        return recording;
    }
}
