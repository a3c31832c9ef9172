package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "5", "1.5s", "99999999999h", "soon", ""})
    void aTimeThatIsNoneIsRefused(String time) {
        Run run = Run.of("record", "1", "-o", folder.resolve("t.trace").toString(), "--for", time);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("is no time: write a whole number above 0 with ms, s, m or h, such as 30s");
    }

    @Test
    void aTraceIsNotReplacedUnasked() throws Exception {
        Path file = Files.writeString(folder.resolve("t.trace"), "precious");

        Run run = Run.of("record", "1", "-o", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("exists already: name another file, or replace it with --force");
        assertThat(file).hasContent("precious");
    }

    @Test
    void whatCannotBeWatchedIsSaidAndNothingWritten() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor(1, TimeUnit.MINUTES)).isTrue();
        for (String target : List.of("" + ended.pid(), folder.resolve("no.sock").toString())) {
            Run run = Run.of("record", target, "-o", folder.resolve("t.trace").toString(), "--for", "1s");
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).containsAnyOf("there is no process", "there is no socket");
            assertThat(folder).isEmptyDirectory();

            Run snapshot = Run.of("snapshot", target);
            assertThat(snapshot.exitCode()).isEqualTo(2);
            assertThat(snapshot.err()).containsAnyOf("there is no process", "there is no socket");
        }
    }

    @Test
    void whatNeedsAFileRefusesOneThatCannotBe() {
        assertThat(Run.of("record", "1").err()).contains("Missing required option", "--output");
        assertThat(Run.of("record", "1", "-o", "/no/such/folder/t.trace").err()).contains("there is no directory");
        assertThat(Run.of("snapshot", "1", "-o", folder.toString()).err()).contains("is a directory");
    }

    @Test
    void theListHasFiguresForProgramsToo() {
        Run run = Run.of("ps", "--json", "-");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"jvms\"", "\"didNotAnswer\"", "\"others\"");
    }
}
