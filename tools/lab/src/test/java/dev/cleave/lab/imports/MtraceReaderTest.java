package dev.cleave.lab.imports;

import static dev.cleave.lab.imports.ImportFormat.MTRACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.trace.MalformedTraceException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A log of mtrace")
class MtraceReaderTest {
    @Test
    @DisplayName("is followed through allocations, reallocations and frees, whoever called")
    void logsAreFollowed() throws Exception {
        Imported imported = Imported.of(MTRACE, """
                = Start
                @ ./a.out:(main+0x1c)[0x400b2d] + 0x1f0b460 0x64
                @ /opt/My Program/lib.so:[0x7f2a1c] + 0x1f0b4d0 0x10
                @ ./a.out:[0x400b49] < 0x1f0b460
                @ ./a.out:[0x400b49] > 0x1f0b500 0xc8
                + 0x1f0b600 0
                @ ./a.out:[0x400b51] ! 0x1f0b500 0x7fffffffffffffff
                @ [0x400b5d] - 0x1f0b4d0
                @ ./a.out:[0x400b5d] - 0x1f0b500
                @ ./a.out:[0x400b5d] + (nil) 0xffffffffffffffff
                @ ./a.out:[0x400b5d] - 0x9999999
                = End
                """);

        assertThat(imported.trace()).isEqualTo("""
                a 0 100 0
                a 1 16 0
                f 0 0
                a 2 200 0
                a 3 1 0
                f 1 0
                f 2 0
                """);
        assertThat(imported.summary().passedOver()).isEqualTo(Map.of(
                "allocations of 0 bytes written as 1 byte", 1L,
                "reallocations that failed left out: their block stays", 1L,
                "allocations that failed left out", 1L,
                "frees left out: their allocation is not in the log", 1L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            @ ./a.out:[0x1] + 0x10      | has no number of bytes
            @ ./a.out:[0x1] + here 0x10 | the pointer is no number: 'here'
            @ ./a.out:[0x1] * 0x10 0x10 | is no line of mtrace: expected '@ CALLER + POINTER BYTES'
            @ ./a.out:[0x1] + 0x10 0x20000000000 | BYTES is 2199023255552: expected 0 to
            hello                       | is no line of mtrace
            """)
    @DisplayName("is refused where a line makes no sense")
    void senselessLinesAreRefused(String line, String message) {
        assertThatThrownBy(() -> Imported.of(MTRACE, "= Start\n" + line + "\n"))
                .isInstanceOf(MalformedTraceException.class).hasMessageContaining(":2: " + message);
    }
}
