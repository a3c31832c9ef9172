package dev.cleave.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --json FILE}: the results, complete, for programs. */
final class JsonOption {
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the results as JSON to this file; - for the standard output, in place of the table.")
    private Optional<String> file = Optional.empty();

    /** Whether the standard output is JSON's alone. */
    boolean takesStandardOutput() {
        return file.filter(STANDARD_OUTPUT::equals).isPresent();
    }

    /** The file that was named, unless that is the standard output. */
    Optional<Path> path() {
        return takesStandardOutput() ? Optional.empty() : file.map(Path::of);
    }

    /** Writes the value where it was asked for, if it was. */
    void write(Object value, PrintWriter out) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        String json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
        if (takesStandardOutput()) {
            out.println(json);
            out.flush();
            return;
        }
        Path path = Path.of(file.get());
        OutputFile.write("--json", path,
                () -> Files.writeString(path, json + System.lineSeparator(), StandardCharsets.UTF_8));
    }
}
