package dev.cleave.examples.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The example jcache")
class JCacheExampleTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("reads through, holds no more bytes than it may, and changes an entry where it is")
    void runs() {
        assertThat(run("--reads", "50000")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("50,000 reads", "of 4,194,304 bytes", "seven was changed where it is");
    }

    @Test
    @DisplayName("explains itself, and refuses what it cannot do")
    void usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--reads");
        assertThat(run("--reads", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--reads 0: it must be from 1 to 100,000,000");
    }

    private int run(String... arguments) {
        return new CommandLine(new JCacheExample()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
