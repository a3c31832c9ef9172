package dev.cleave.lab.imports;

import static dev.cleave.lab.imports.ImportFormat.REP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.trace.MalformedTraceException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A malloc-lab script")
class RepReaderTest {
    private static final String OPERATIONS = "a 0 512\na 1 128\nf 0\nf 1\n";
    private static final String TRACE = "a 0 512 0\na 1 128 0\nf 0 0\nf 1 0\n";

    @ParameterizedTest
    @ValueSource(strings = {"2\n4\n", "20000\n2\n4\n1\n", "1\n2\n4\n640\n", "\n2\n\n4\n\n", "2 \r\n 4\r\n"})
    @DisplayName("has a head of two numbers or of four")
    void bothHeadsAreRead(String head) throws Exception {
        assertThat(Imported.of(REP, head + OPERATIONS).trace()).isEqualTo(TRACE);
    }

    @Test
    @DisplayName("with the short head may be without operations' end, and reallocates like any other")
    void reallocationsAreFollowed() throws Exception {
        assertThat(Imported.of(REP, "2\n5\na 0 8\nr 0 16\nr 1 24\nr 1 4\nf 0").trace())
                .isEqualTo("a 0 8 0\nf 0 0\na 1 16 0\na 2 24 0\nf 2 0\na 3 4 0\nf 1 0\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    2;4;a 0 8             | 4: ends after 1 operations, and the header says 4: the file is cut short, or its head
                    1;1;a 1 8             | 3: ID is 1: expected 0 to 0
                    2;4;1;a 0 8           | 4: the weight is no number: 'a 0 8'
                    2;a 0 8               | 2: the number of ids is no number: 'a 0 8'
                    2                     | 2: ends before the number of ids: expected four numbers
                    2;4;a 0 8;5           | 4: unknown operation '5': expected 'a ID BYTES'
                    """)
    @DisplayName("is refused where its head and its operations do not fit")
    void senselessScriptsAreRefused(String script, String message) {
        assertThatThrownBy(() -> Imported.of(REP, script.replace(";", "\n") + "\n"))
                .isInstanceOf(MalformedTraceException.class).hasMessageContaining(":" + message);
    }
}
