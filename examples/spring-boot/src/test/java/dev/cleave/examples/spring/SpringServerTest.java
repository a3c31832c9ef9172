package dev.cleave.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The example spring-boot")
class SpringServerTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("serves from the pool, shows it in the actuator, and has released every buffer when it ends")
    void once() {
        assertThat(run("--once")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("listens on http://localhost:", "200 bodies came back as they were sent")
                .containsPattern("/actuator/health/pool .*\"status\":\"UP\"")
                .containsPattern("cleave.pool.committed .*\"value\":[1-9]")
                .containsPattern("at the end .*usedDirectMemory: [1-9].*maxDirectMemory: 67108864");
    }

    @Test
    @DisplayName("explains itself, and refuses pools and ports that cannot be")
    void usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--port", "--capacity", "--once");
        assertThat(run("--capacity", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--capacity", "1048577")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--port", "65536")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--capacity 0: it must be 1 to 1048576", "--capacity 1048577: it must be",
                "--port 65536: it must be 0 to 65535");
    }

    private int run(String... arguments) {
        return new CommandLine(new SpringServer()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
