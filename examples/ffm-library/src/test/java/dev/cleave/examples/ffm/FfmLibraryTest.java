package dev.cleave.examples.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.arena.PooledArena;
import dev.cleave.memory.Pool;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.LocalDateTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The example ffm-library")
class FfmLibraryTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("calls C with both kinds of arenas, and gives all memory back")
    void runs() {
        assertThat(run("--calls", "1000", "--numbers", "5000")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("5,000 numbers in order", "1,000 calls", "PooledArena.ofConfined(pool)",
                "requestedBytes=0, usedBytes=0");
    }

    @Test
    @DisplayName("hands C what it means: a time, and numbers to sort")
    void calls() {
        try (Pool pool = Pool.builder().capacity(1 << 20).build();
                PooledArena arena = PooledArena.ofConfined(pool)) {
            assertThat(CLibrary.format(arena, LocalDateTime.of(2026, 2, 28, 23, 59, 58)).getString(0))
                    .isEqualTo("2026-02-28 23:59:58");
            MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_LONG, 5, -3, Long.MAX_VALUE, 0, Long.MIN_VALUE);
            CLibrary.sort(arena, numbers);
            assertThat(numbers.toArray(ValueLayout.JAVA_LONG))
                    .containsExactly(Long.MIN_VALUE, -3, 0, 5, Long.MAX_VALUE);
        }
    }

    @Test
    @DisplayName("explains itself, and refuses what it cannot do")
    void usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--calls", "--numbers");
        assertThat(run("--calls", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--calls 0: it must be from 1 to 10,000,000");
    }

    private int run(String... arguments) {
        return new CommandLine(new FfmLibrary()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
