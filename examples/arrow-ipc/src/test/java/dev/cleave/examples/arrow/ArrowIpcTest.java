package dev.cleave.examples.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.arrow.CleaveArrowMemory;
import dev.cleave.memory.Pool;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The example arrow-ipc")
class ArrowIpcTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("sends far more than its pool holds through it")
    void flat() {
        assertThat(run("--rows", "1000000", "--capacity", "8", "--batch", "20000")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("100,000 rows,", "1,000,000 rows came back as they were written");
        Matcher peak = Pattern.compile("at most ([0-9.]+) MiB of the pool's 8 MiB").matcher(out.toString());
        assertThat(peak.find()).isTrue();
        assertThat(Double.parseDouble(peak.group(1))).isPositive().isLessThanOrEqualTo(8);
    }

    @Test
    @DisplayName("ends with a reason where a batch is larger than the pool")
    void fullPool() {
        assertThat(run("--rows", "1000000", "--capacity", "1", "--batch", "1000000")).isEqualTo(1);
        assertThat(err.toString()).contains("Unable to allocate buffer of size");
    }

    @Test
    @DisplayName("notices a row that came back wrong")
    void wrongRow() {
        try (Pool pool = Pool.builder().capacity(8 << 20).build();
                CleaveArrowMemory memory = CleaveArrowMemory.of(pool);
                BufferAllocator allocator = memory.rootAllocator();
                VectorSchemaRoot root = Trades.newRoot(allocator)) {
            Trades trades = new Trades(root);
            trades.fill(40, 10);
            trades.check(40);
            ((BigIntVector) root.getVector("number")).set(3, 1);
            assertThatIllegalStateException().isThrownBy(() -> trades.check(40)).withMessageContaining("row 43");
        }
    }

    @Test
    @DisplayName("explains itself, and refuses what it cannot do")
    void usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--rows", "--batch", "--capacity");
        assertThat(run("--rows", "100000001")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--rows 100,000,001: it must be from 1 to 100,000,000");
        assertThat(run("--batch", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--batch 0: it must be from 1 to 10,000,000");
    }

    private int run(String... arguments) {
        return new CommandLine(new ArrowIpc()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
