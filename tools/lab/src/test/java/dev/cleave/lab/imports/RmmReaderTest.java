package dev.cleave.lab.imports;

import static dev.cleave.lab.imports.ImportFormat.CSV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.trace.MalformedTraceException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A log of RMM")
class RmmReaderTest {
    private static final String HEAD = "Thread,Time,Action,Pointer,Size,Stream\n";
    private static final String TRACE = "a 0 1024 0\na 1 2048 1\nf 0 0\n";

    private static String log(String freeing) {
        return """
                140573312345856,1634567890.123456,allocate,0x7f8a40000000,1024,0x7f8a38001020
                140573312345857,1634567890.234567,allocate,0x7f8a40000400,2048,0x7f8a38001020
                140573312345856,1634567890.345678,%s,0x7f8a40000000,1024,0x7f8a38001020
                """.formatted(freeing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"free", "deallocate"})
    @DisplayName("frees by the action of today and by the older one, with a header and without")
    void bothActionsFree(String action) throws Exception {
        assertThat(Imported.of(CSV, HEAD + log(action)).trace()).isEqualTo(TRACE);
        assertThat(Imported.of(CSV, log(action)).trace()).isEqualTo(TRACE);
        assertThat(Imported.of(CSV, HEAD + log(action)).summary().passedOver()).isEmpty();
    }

    @Test
    @DisplayName("may have carriage returns, quotes and blanks around its fields, and its header once more")
    void foreignTextIsRead() throws Exception {
        String quoted = log("free").replaceAll("([^,\n]+)", "\"$1\"").replace(",", ", ").replace("\n", "\r\n");

        assertThat(Imported.of(CSV, quoted).trace()).isEqualTo(TRACE);
        Imported joined = Imported.of(CSV, HEAD + log("free") + HEAD + log("free"));
        assertThat(joined.summary().passedOver()).containsEntry("head lines in the middle passed over", 1L);
        assertThat(joined.summary().frees()).isEqualTo(3);
    }

    @Test
    @DisplayName("may have its columns in any order, and more of them")
    void columnsGoByTheirNames() throws Exception {
        assertThat(Imported.of(CSV, "Action,Size,Pointer,Device,Thread\nallocate,64,0x10,0,7\nfree,64,0x10,0,7\n")
                .trace()).isEqualTo("a 0 64 0\nf 0 0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7,0:0:0,allocate failure,(nil),99999999999999999999,0x0", "7,0,allocate_failure,0x0,8,0x0",
        "7,0:0:0,allocate,(nil),8,0x0"})
    @DisplayName("tells of allocations that failed, which are counted")
    void failuresAreCounted(String failure) throws Exception {
        Imported imported = Imported.of(CSV, failure + "\n" + log("free"));

        assertThat(imported.trace()).startsWith("a 0 1024 ").hasLineCount(3);
        assertThat(imported.summary().passedOver()).isEqualTo(Map.of("allocations that failed left out", 1L));
    }

    @Test
    @DisplayName("is doubted when all its frees are left out")
    void aLogOfUnknownFreesIsDoubted() throws Exception {
        assertThat(Imported.of(CSV, HEAD + "7,0,allocate,0x10,8,0\n7,0,free,0x20,8,0\n").summary().warning())
                .isPresent();
    }

    @Test
    @DisplayName("without a header must have an action as its third field")
    void whatIsNeitherHeaderNorEventIsRefused() {
        assertThatThrownBy(() -> Imported.of(CSV, "7,0:0:0,grow,0x10,8,0x0\n"))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining(":1: has no column Thread: expected the header '" + HEAD.strip()
                        + "', or an event with allocate, free or allocate failure as its third field");
    }
}
