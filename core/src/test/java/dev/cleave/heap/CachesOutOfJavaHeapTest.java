package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a full Java heap does to object caches, in a JVM of its own: see {@link
 * CachesOnFullJavaHeap}.
 */
@DisplayName("An object cache on a full Java heap")
class CachesOutOfJavaHeapTest {
    @Test
    @DisplayName("loses no object and no block, whichever call fails, and can be closed, and its pool")
    void losesNothing() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx16m", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")), CachesOnFullJavaHeap.class.getName()))
                .redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).as("%s", output).isZero();
        assertThat(output).contains("nothing is left");
    }
}
