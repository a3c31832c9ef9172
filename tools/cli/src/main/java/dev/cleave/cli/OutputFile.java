package dev.cleave.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A file that a command will write when it is done. */
final class OutputFile {
    private OutputFile() {}

    /** Something that writes a file. */
    @FunctionalInterface
    interface Writing {
        /** Writes it. */
        void write() throws IOException;
    }

    /** Finds out before the work, rather than after, that a result could not be written; no file, no trouble. */
    static void requireWritable(CommandSpec spec, String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw refusal(spec, option, file, "is a directory: name a file in it");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw refusal(spec, option, file, "there is no directory " + folder);
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw refusal(spec, option, file, "may not be written");
        }
    }

    private static ParameterException refusal(CommandSpec spec, String option, Path file, String reason) {
        return new ParameterException(spec.commandLine(), option + " " + file + ": " + reason);
    }

    /**
     * Writes a file.
     *
     * @throws IOException when that fails, with a message that says for which option, which file and why
     */
    static void write(String option, Path file, Writing writing) throws IOException {
        try {
            writing.write();
        } catch (IOException failure) {
            throw failed(option, file, failure);
        }
    }

    /** The failure to write a file, with a message that says for which option, which file and why. */
    static IOException failed(String option, Path file, IOException failure) {
        return new IOException(option + " " + file + ": could not be written: " + reason(failure), failure);
    }

    /** Why; the system's own exceptions say little but the name of the file. */
    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "its directory is gone";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it has appeared meanwhile: name another file, or replace it with --force";
        }
        if (failure instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
