package dev.cleave.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The kind of a file")
class RecordingGuessTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REP      | 2;2;a 0 8;f 0
            CSV      | 7,0,allocate,0x10,8,0
            FTRACE   | cpus=2;cc1-1 [001] 1.5: mm_page_alloc: page=1 pfn=0x1 order=0 migratetype=0
            MTRACE   | = Start;@ ./a.out:[0x1] + 0x10 0x10
            VALGRIND | ==1== Memcheck;--1-- malloc(10) = 0x10
            LIRS     | 2;2
            """)
    @DisplayName("is told by its lines, as every sample's is")
    void recordingsAreTold(ImportFormat format, String lines) throws Exception {
        Path file = Files.writeString(folder.resolve("recording"), lines.replace(";", "\n") + "\n");

        assertThat(RecordingGuess.of(file.toString())).contains(format);
    }

    @Test
    @DisplayName("is not guessed where it is no recording")
    void othersAreNotGuessed() throws Exception {
        for (String text : new String[] {"", "nonsense\n", "a 0 48 0\nx 1\n", "= Start\n", "1,2,3\n"}) {
            Path file = Files.writeString(folder.resolve("other"), text);
            assertThat(RecordingGuess.of(file.toString())).as(text).isEmpty();
        }
        assertThat(RecordingGuess.of(folder.toString())).isEmpty();
        assertThat(RecordingGuess.of(folder.resolve("none").toString())).isEmpty();
        assertThat(RecordingGuess.of("-")).isEmpty();
    }
}
