package dev.cleave.lab.imports;

import static dev.cleave.lab.imports.ImportFormat.VALGRIND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.trace.MalformedTraceException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A log of valgrind's --trace-malloc")
class ValgrindReaderTest {
    @Test
    @DisplayName("is followed through every call that allocates or frees")
    void logsAreFollowed() throws Exception {
        Imported imported = Imported.of(VALGRIND, """
                ==4242== Memcheck, a memory error detector
                hello, world (1) = 2
                --4242-- malloc(72704) = 0x5B8C040
                --4242-- calloc(4,10) = 0x5B9DC80
                --4242-- realloc(0x5B9DC80,100) = 0x5B9DD30
                --4242-- realloc(0x0,10)malloc(10) = 0x5B9DF00
                --4242-- realloc(0x5B9DF00,0)free(0x5B9DF00)
                --4242--  = 0
                --4242-- realloc(0x0,12) = 0x5B9DF00
                --4242-- realloc(0x5B9DF00,0) = 0x0
                --4242-- _Znwm(16) = 0x5B9DCE0
                --4242-- _ZnamSt11align_val_t(size 64, al 128) = 0x5BA0000
                --4242-- memalign(al 64, size 100) = 0x5B9DE40
                --4242-- malloc_usable_size(0x5B9DE40) = 100
                --4242-- malloc(18446744073709551615) = 0x0
                --4242-- realloc(0x5B9DD30,9999999999999999999) = 0x0
                --4242-- _ZdlPvm(0x5B9DCE0)
                --00:00:00:01.5 4242-- free(0x5B8C040)
                --4242-- free(0x0)
                --4242-- REDIR: 0x4c9a0 (libc.so.6:malloc) redirected to 0x483b7f3 (malloc)
                ==4242== HEAP SUMMARY:
                """);

        assertThat(imported.trace()).isEqualTo("""
                a 0 72704 0
                a 1 40 0
                f 1 0
                a 2 100 0
                a 3 10 0
                f 3 0
                a 4 12 0
                f 4 0
                a 5 16 0
                a 6 64 0
                a 7 100 0
                f 5 0
                f 0 0
                """);
        assertThat(imported.summary().passedOver()).isEqualTo(Map.of(
                "lines that tell of no call passed over", 5L,
                "other calls passed over", 1L,
                "allocations that failed left out", 2L,
                "frees of null left out", 1L));
    }

    @Test
    @DisplayName("keeps the pointers of processes apart")
    void processesHaveTheirOwnPointers() throws Exception {
        assertThat(Imported.of(VALGRIND, """
                --1-- malloc(10) = 0x10
                --2-- malloc(20) = 0x10
                --2-- free(0x10)
                --1-- free(0x10)
                """).trace()).isEqualTo("a 0 10 0\na 1 20 1\nf 1 1\nf 0 0\n");
    }

    @Test
    @DisplayName("is refused when it holds no call, or one of a senseless size")
    void whatIsNoneIsRefused() {
        assertThatThrownBy(() -> Imported.of(VALGRIND, "==1== Memcheck\n"))
                .isInstanceOf(MalformedTraceException.class).hasMessageContaining("holds no allocation");
        assertThatThrownBy(() -> Imported.of(VALGRIND, "--1-- calloc(99999999999,99999999999) = 0x10\n"))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining(":1: the size is 9223372036854775807");
    }
}
