package dev.cleave.verify.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs all JCStress tests, in a process of their own: briefly here, for a tenth of a second each, and at length with {@code mvn -Pjcstress},
 * which hands over JCStress's own options in {@code -Dcleave.jcstress=…}.
 */
@DisplayName("Races of two threads")
class RacesTest {
    private static final String BRIEF =
            "-sc false -af NONE -f 1 -fsm 1 -iters 1 -time 100 -strideSize 32 -strideCount 8";

    @Test
    @DisplayName("end in none but the states that JCStress was told of")
    void noForbiddenStateIsSeen(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("jcstress.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.openjdk.jcstress.Main",
                "-r", directory.toString(),
                "-t", "dev.cleave.verify.race"));
        String chosen = System.getProperty("cleave.jcstress", "");
        if (chosen.isBlank()) {
            command.addAll(List.of("-jvmArgs", "-XX:+UseSerialGC -Xmx512m"));
        }
        Collections.addAll(command, (chosen.isBlank() ? BRIEF : chosen).split(" "));

        int exit = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();

        assertThat(exit).as("JCStress says:%n%s", endOf(output)).isZero();
        assertThat(Files.readString(output)).contains("RUN RESULTS", "Failed tests: No matches",
                "Error tests: No matches");
    }

    private static String endOf(Path output) throws IOException {
        String all = Files.readString(output);
        return all.substring(Math.max(0, all.indexOf("RUN RESULTS")));
    }
}
