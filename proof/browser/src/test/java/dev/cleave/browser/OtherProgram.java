package dev.cleave.browser;

import dev.cleave.memory.Pool;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;

/**
 * A program with two pools in a JVM of its own, which allocates and frees a MiB as each line of its
 * standard input says.
 */
final class OtherProgram implements AutoCloseable {
    private static final long MIB = 1 << 20;

    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;
    private final Path errors;

    private OtherProgram(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** What the JVM of its own runs. */
    public static void main(String[] arguments) throws IOException {
        Pool buffers = Pool.builder().name("buffers").capacity(64 * MIB).build();
        Pool index = Pool.builder().name("index").capacity(16 * MIB).build();
        ArrayDeque<Long> blocks = new ArrayDeque<>();
        index.allocateAddress(MIB);
        for (int each = 0; each < 32; each++) {
            blocks.add(buffers.allocateAddress(MIB));
        }
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            switch (line) {
                case "allocate" -> blocks.add(buffers.allocateAddress(MIB));
                case "free" -> buffers.free(blocks.removeFirst());
                case "ask for too much" -> buffers.tryAllocateAddress(60 * MIB);
                default -> throw new IllegalArgumentException(line);
            }
            System.out.println("done");
        }
    }

    static OtherProgram start() throws IOException {
        Path errors = Files.createTempFile("cleave-other", ".err");
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")), OtherProgram.class.getName());
        OtherProgram program =
                new OtherProgram(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
        if (!"ready".equals(program.output.readLine())) {
            throw new IOException("the other program said: " + Files.readString(errors));
        }
        return program;
    }

    long pid() {
        return process.pid();
    }

    /** Tells it something, and waits until it has done that. */
    void tell(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
        Objects.requireNonNull(output.readLine(), "the other program ended");
    }

    /** What it wrote to its standard error. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Ends it without notice. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(errors);
    }
}
