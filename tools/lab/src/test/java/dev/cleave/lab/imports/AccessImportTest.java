package dev.cleave.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Traces of accesses are imported:")
class AccessImportTest {
    @TempDir
    private Path folder;

    @Test
    @DisplayName("of LIRS, a block a line")
    void lirs() throws MalformedTraceException, IOException {
        Imported imported = Imported.of(ImportFormat.LIRS, "90\n17\n*\n90\n");
        assertThat(imported.trace()).isEqualTo("g 0 4096\ng 1 4096\ng 0 4096\n");
        assertThat(imported.summary().accesses()).isEqualTo(new ImportSummary.Accesses(3, 2, 8192));
        assertThat(imported.summary().passedOver()).isEqualTo(Map.of("lines without a block left out", 1L));
        assertThat(imported.summary().lines("x")).contains("3 accesses to 2 objects of 8 KiB together.");
        assertThat(imported.summary().json("x").toString()).contains("\"objects\":2", "\"footprintBytes\":8192");
    }

    @Test
    @DisplayName("of ARC, runs of blocks")
    void arc() throws MalformedTraceException, IOException {
        assertThat(Imported.of(ImportFormat.ARC, "90 3 0 1\n91 1 0 2\n").trace())
                .isEqualTo("g 0 512\ng 1 512\ng 2 512\ng 1 512\n");
    }

    @Test
    @DisplayName("of Twitter's caches: reads and writes, with the sizes of keys and values; another size is another object")
    void twitter() throws MalformedTraceException, IOException {
        Imported imported = Imported.of(ImportFormat.TWITTER, """
                0,ab:1,4,100,7,get,0
                0,ab:2,4,0,7,set,60
                1,ab:1,4,100,8,gets,0
                1,ab:2,4,0,8,delete,0
                2,ab:1,4,200,8,get,0
                """);
        assertThat(imported.trace()).isEqualTo("g 0 104\np 1 4\ng 0 104\ng 2 204\n");
        assertThat(imported.summary().passedOver()).isEqualTo(Map.of("deletions left out", 1L));
    }

    @Test
    @DisplayName("of CacheLib: columns as its head names them, and as often as it says")
    void cacheLib() throws MalformedTraceException, IOException {
        assertThat(Imported.of(ImportFormat.CACHELIB, """
                key,op,size,op_count,key_size
                11,GET,50,2,5
                12,SET,7,1,5
                11,GET_LEASE,50,1,5
                """).trace()).isEqualTo("g 0 55\ng 0 55\np 1 12\ng 0 55\n");
    }

    @Test
    @DisplayName("of CloudPhysics: words of 32 bits, the high byte first, and none cut short")
    void cloudPhysics() throws MalformedTraceException, IOException {
        Path file = folder.resolve("w.bin");
        Files.write(file, new byte[] {0, 0, 0, 9, (byte) 0xFF, 0, 0, 1, 0, 0, 0, 9});
        StringWriter text = new StringWriter();
        ImportSource source = new ImportSource(ImportFormat.CLOUDPHYSICS, file.toString());
        assertThat(TraceImport.run(source, text, Progress.SILENT).entries()).isEqualTo(3);
        assertThat(text).hasToString("g 0 4096\ng 1 4096\ng 0 4096\n");
        Files.write(file, new byte[] {0, 0, 0, 9, 1});
        assertThatThrownBy(() -> TraceImport.run(source, text, Progress.SILENT))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining("ends within block 2: expected blocks of 4 bytes each");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LIRS     | 1;x            | :2: the block is no number: 'x'
            LIRS     | 1;-7           | :2: the block is -7: expected 0 to
            LIRS     | *              | holds no access, so there is no trace to be made of it
            ARC      | 1 1 0 0;1 2    | :2: has 2 fields: expected 'BLOCK COUNT IGNORED REQUEST'
            ARC      | 1 0 0 0        | :1: the count is 0: expected 1 to
            TWITTER  | 0,k,1,1,7,get  | :1: has 6 fields: expected time,key,key_size,size,client,op,ttl
            TWITTER  | 0,k,1,1,7,got,0| :1: unknown operation 'got': expected get,
            TWITTER  | 0,k,1,-1,7,get,0| :1: size is -1: expected 0 to
            CACHELIB | key,op         | :1: is no head: expected the names of columns, key, op, size among them
            CACHELIB | key,op,size;1,GET,x | :2: size is no number: 'x'
            """)
    @DisplayName("what is malformed is named with its line")
    void malformed(ImportFormat format, String lines, String problem) {
        assertThatThrownBy(() -> Imported.of(format, lines.replace(';', '\n')))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining(problem);
    }

    @Test
    @DisplayName("their kind is guessed from what they hold")
    void guessed() throws IOException {
        Path file = folder.resolve("log");
        Files.writeString(file, "0,ab:1,4,100,7,get,0\n");
        assertThat(RecordingGuess.of(file.toString())).contains(ImportFormat.TWITTER);
        Files.writeString(file, "90 3 0 1\n");
        assertThat(RecordingGuess.of(file.toString())).contains(ImportFormat.ARC);
    }
}
