package dev.cleave.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A file that a command will write when it is done. */
final class OutputFile {
    private OutputFile() {}

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
}
