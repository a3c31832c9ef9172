package dev.cleave.lab.attach;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A JVM that runs one of the test's programs until the test closes it. */
public final class ChildProgram implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;
    private final Path errors;

    private ChildProgram(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a JVM of this class path with a program that says "ready". */
    public static ChildProgram start(List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", Objects.requireNonNull(System.getProperty("java.class.path")), main.getName()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("cleave-child", ".err");
        ChildProgram child = new ChildProgram(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
        String first = child.output.readLine();
        if (!"ready".equals(first)) {
            throw new IOException("the child said " + first + ": " + Files.readString(errors));
        }
        return child;
    }

    /** Tells it something, and answers the line that it says to that. */
    public String ask(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
        return Objects.requireNonNull(output.readLine(), "the child ended");
    }

    /** The number of its process. */
    public long pid() {
        return process.pid();
    }

    /** Says that there is no more to do, and waits until it has ended. */
    public void end() throws IOException, InterruptedException {
        input.close();
        process.waitFor();
    }

    /** Ends it without notice. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What it wrote to its standard error. */
    public String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() throws IOException {
        try {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(errors);
    }
}
