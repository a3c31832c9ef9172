package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cleave attach}, where it opens nothing. What it opens is tested in a browser. */
class AttachCommandTest {
    @TempDir
    private Path folder;

    private static void requireRefused(String target, String because) {
        Run run = Run.of("attach", target, "--no-browser");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(because);
        assertThat(run.out()).isEmpty();
    }

    @Test
    @DisplayName("What is gone, is no JVM, is itself, or is no socket is refused, and why")
    void refuses() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor(1, TimeUnit.MINUTES)).isTrue();
        requireRefused("" + ended.pid(), "there is no process " + ended.pid() + ": 'cleave ps' lists");
        requireRefused("" + ProcessHandle.current().pid(), "is this command itself");
        requireRefused(folder.resolve("none.sock").toString(), "there is no socket");
        requireRefused(Files.writeString(folder.resolve("file"), "text").toString(), "nobody serves socket");
        Process other = new ProcessBuilder("sleep", "1000").start();
        try {
            requireRefused("" + other.pid(), "is no JVM");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    @DisplayName("Where the page cannot be opened is said before anybody is asked")
    void badPlaces() {
        assertThat(Run.of("attach", "1", "--port", "70000").err()).contains("--port 70000: must be 0 to 65535");
        assertThat(Run.of("attach", "1", "--bind", "no such address").err()).contains("--bind no such address");
        assertThat(Run.of("attach").err()).contains("Missing required parameter", "TARGET");
    }
}
