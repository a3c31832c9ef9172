package dev.cleave.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The reader of access traces")
class AccessTraceReaderTest {
    private static AccessTrace read(String text) throws MalformedTraceException {
        return AccessTraceReader.read("a.trace", new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    @DisplayName("numbers objects by their first accesses, tells reads from writes, and adds up sizes")
    void reads() throws MalformedTraceException {
        AccessTrace trace = read("g 7 100\np 3 20\r\ng 7 100\n");
        assertThat(trace.accesses()).isEqualTo(3);
        assertThat(trace.objects()).isEqualTo(2);
        assertThat(trace.footprint()).isEqualTo(120);
        assertThat(new int[] {trace.object(0), trace.object(1), trace.object(2)}).containsExactly(0, 1, 0);
        assertThat(new boolean[] {trace.writes(0), trace.writes(1), trace.writes(2)})
                .containsExactly(false, true, false);
        assertThat(trace.byteSize(1)).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a 1 2 0   | is no access: expected 'g ID BYTES' (read) or 'p ID BYTES' (written), given 'a 1 2 0'
            g 1       | is no access: expected 'g ID BYTES' (read) or 'p ID BYTES' (written), given 'g 1'
            g 1 2 3   | is no access: expected 'g ID BYTES' (read) or 'p ID BYTES' (written), given 'g 1 2 3'
            g x 5     | ID is no number: 'x': expected 0 to 2147483631
            g 1 0     | BYTES is 0: expected 1 to
            g 1 -4    | BYTES is no number: '-4': expected 0 to
            g 99999999999 1 | ID is '99999999999': expected at most 2147483631
            g 0 8     | BYTES is 8: expected 4, which id 0 had before; give an object of another size an id of its own
            """)
    @DisplayName("refuses what is no access, and names its line")
    void refuses(String line, String problem) {
        assertThatThrownBy(() -> read("g 0 4\n" + line.strip() + "\n")).isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith("a.trace:2: " + problem);
    }

    @Test
    @DisplayName("refuses an empty file, one that is missing, and one that is cut short")
    void emptyAndMissing() {
        assertThatThrownBy(() -> read("")).hasMessageStartingWith("a.trace:1: is empty: expected at least one access");
        assertThatThrownBy(() -> AccessTraceReader.read("/none/at.all"))
                .hasMessage(
                        "/none/at.all: no such file: expected an access trace, plain or .gz, or - for standard input");
        assertThatThrownBy(() -> AccessTraceReader.read("cut.gz",
                new ByteArrayInputStream(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0})))
                .hasMessageStartingWith("cut.gz:1: the gzip data is cut short or damaged here");
    }
}
