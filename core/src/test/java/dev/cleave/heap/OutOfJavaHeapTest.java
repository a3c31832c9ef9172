package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a full Java heap does to a heap, in a JVM of its own: see {@link FullJavaHeap}. */
@DisplayName("A heap on a full Java heap")
class OutOfJavaHeapTest {
    @ParameterizedTest
    @EnumSource
    @DisplayName("loses no block, whichever call fails, and can be closed, and its pool")
    void losesNothing(SafetyLevel level) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx12m", "-Xint",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")), FullJavaHeap.class.getName(),
                level.name()))
                .redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).as("%s", output).isZero();
        assertThat(output).contains("nothing is left");
    }
}
