package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A pin is an object that the compiler can leave out as long as all of the pin fits into its caller.
 * So this is counted in a JVM of its own, which compiles nothing else, and waits for its compiler.
 */
@DisplayName("Pins of an object that is near")
class PinsMakeNoGarbageTest {
    @Test
    @DisplayName("take no byte of the Java heap: to read, to write, or first the one and then the other")
    void none() throws Exception {
        Process child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xbatch",
                "--enable-native-access=ALL-UNNAMED", "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")), PinLoops.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        assertThat(output).contains("read 0, write 0, read then write 0");
    }
}
