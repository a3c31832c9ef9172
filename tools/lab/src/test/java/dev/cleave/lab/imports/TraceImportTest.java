package dev.cleave.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.replay.AllocatorChoices;
import dev.cleave.lab.replay.Replay;
import dev.cleave.lab.replay.ReplayResult;
import dev.cleave.lab.replay.ReplaySettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.lab.trace.TraceReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An import")
class TraceImportTest {
    private static final String RESOURCES = "src/test/resources/imports/";
    private static final String PAGES = "cc1-1 [001] ..... 1.5: ";

    @TempDir
    private Path folder;

    private static String sample(ImportFormat format) {
        return RESOURCES + switch (format) {
            case REP -> "lab.rep";
            case CSV -> "rmm.csv";
            case FTRACE -> "kmem.txt";
            case MTRACE -> "mtrace.txt";
            case VALGRIND -> "valgrind.txt";
            default -> throw new IllegalArgumentException(format + " is imported by a test of its own");
        };
    }

    private static String textOf(ImportFormat format, String file) throws Exception {
        StringWriter text = new StringWriter();
        TraceImport.run(new ImportSource(format, file), text, Progress.SILENT);
        return text.toString();
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static ImportSummary summaryOf(ImportFormat format) throws Exception {
        return TraceImport.run(new ImportSource(format, sample(format)), new StringWriter(), Progress.SILENT);
    }

    @ParameterizedTest
    @EnumSource(value = ImportFormat.class, names = {"REP", "CSV", "FTRACE", "MTRACE", "VALGRIND"})
    @DisplayName("makes a trace that can be read and replayed, with every block holding its bytes")
    void itsResultReplays(ImportFormat format) throws Exception {
        Path output = folder.resolve("out.trace.gz");

        ImportSummary summary =
                TraceImport.run(new ImportSource(format, sample(format)), output, false, Progress.SILENT);

        Trace trace = TraceReader.read(output.toString());
        assertThat(trace.events()).isEqualTo((int) summary.events());
        assertThat(trace.blocks()).isEqualTo((int) summary.allocations());
        assertThat(trace.liveAtEnd()).isEqualTo((int) summary.liveAtEnd());
        assertThat(trace.peakLiveBytes()).isEqualTo(summary.peakBytes());
        assertThat(trace.kind()).isEqualTo(format == ImportFormat.FTRACE ? TraceKind.PAGES : TraceKind.HEAP);
        ReplayResult replayed = Replay.run(trace, AllocatorChoices.CLEAVE,
                new ReplaySettings(4, true, 1, 1, 1, Duration.ofHours(1), false),
                Progress.SILENT);
        assertThat(replayed.failures()).isZero();
        assertThat(replayed.damages()).isEmpty();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(output);
        }
    }

    @Test
    @DisplayName("of a script writes a reallocation as a free and an allocation, and gives an id that comes back a new"
            + " one")
    void scriptsAreFollowed() throws Exception {
        assertThat(textOf(ImportFormat.REP, sample(ImportFormat.REP))).isEqualTo("""
                a 0 512 0
                a 1 128 0
                f 0 0
                a 2 640 0
                a 3 1 0
                f 1 0
                a 4 16 0
                f 2 0
                a 5 48 0
                """);
        assertThat(summaryOf(ImportFormat.REP).passedOver()).isEqualTo(Map.of(
                "allocations of 0 bytes written as 1 byte", 1L, "frees of nothing (f -1) left out", 1L));
    }

    @Test
    @DisplayName("of RMM's log numbers threads and blocks, and counts what the log did not see")
    void logsAreFollowed() throws Exception {
        assertThat(textOf(ImportFormat.CSV, sample(ImportFormat.CSV))).isEqualTo("""
                a 0 1048576 0
                a 1 256 1
                f 0 0
                a 2 512 1
                f 1 0
                a 3 1024 0
                """);
        assertThat(summaryOf(ImportFormat.CSV).passedOver()).isEqualTo(Map.of(
                "allocations that failed left out", 1L,
                "frees left out: their allocation is not in the log", 1L,
                "frees put in: their pointer was allocated again without one", 1L));
        assertThat(summaryOf(ImportFormat.CSV).peakBytes()).isEqualTo(1048576 + 256);
    }

    @Test
    @DisplayName("of the kernel's events reads both forms of page frame numbers, and counts what it passes over")
    void eventsAreFollowed() throws Exception {
        assertThat(textOf(ImportFormat.FTRACE, sample(ImportFormat.FTRACE))).isEqualTo("""
                a 0 0 1 1 74565
                a 1 3 0 0 188416
                f 0 1
                a 2 0 2 3 74565
                f 2 3
                a 3 0 1 3 74565
                f 1 1
                """);
        assertThat(summaryOf(ImportFormat.FTRACE).passedOver()).isEqualTo(Map.of(
                "head lines, comments, blank lines and stack traces passed over", 4L,
                "other events passed over", 2L,
                "events lost by the kernel's buffer: record with a larger buffer_size_kb", 37L,
                "frees told of twice, taken once", 1L,
                "frees put in: their pages were allocated again without one", 1L,
                "allocations that failed left out", 1L,
                "blocks freed in parts, taken as freed whole with their first page", 1L));
    }

    @Test
    @DisplayName("unpacks gzip whatever the file is called, and allows carriage returns and a byte order mark")
    void packedAndForeignTextIsRead() throws Exception {
        String plain = Files.readString(Path.of(sample(ImportFormat.CSV)));
        Path packed = folder.resolve("packed");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            gzip.write(("\uFEFF" + plain.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(textOf(ImportFormat.CSV, packed.toString()))
                .isEqualTo(textOf(ImportFormat.CSV, sample(ImportFormat.CSV)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    REP    | 9;1;1                      | 4: ends before the weight: expected four numbers
                    REP    | 9;x;1;1                    | 2: the number of ids is no number: 'x': expected 0 to
                    REP    | 9;1;1;1;x 0 8              | 5: unknown operation 'x': expected 'a ID BYTES', 'r ID BYTES' or 'f ID'
                    REP    | 9;1;1;1;a 0                | 5: has 2 fields: expected
                    REP    | 9;1;1;1;a 0 -8             | 5: BYTES is -8: expected 0 to 1099511627776
                    REP    | 9;1;1;1;a 0 99999999999999999999 | 5: BYTES is 99999999999999999999: expected 0 to
                    REP    | 9;1;1;1;a 1 8              | 5: ID is 1: expected 0 to 0
                    REP    | 9;1;1;1;a -1 8             | 5: ID is -1: expected 0 to 0
                    REP    | 9;2;2;1;a 0 8;f 1          | 6: frees id 1, which is not allocated here
                    REP    | 9;2;2;1;a 0 8;a 0 8        | 6: allocates id 0, which is allocated already
                    REP    | 9;2;2;1;a 0 8              | 6: ends after 1 operations, and the header says 2
                    REP    | 9;2;0;1                    | holds no allocation
                    CSV    | Time,Action;1,free         | 1: has no column Thread: expected the header 'Thread,Time,Action
                    CSV    | H;1,t,grow,0x1,8,0x0       | 2: unknown action 'grow': expected allocate, free or allocate failure
                    CSV    | H;1,t,allocate,0x1         | 2: has 4 fields: expected 6
                    CSV    | H;1,t,allocate,0x1,-8,0x0  | 2: Size is -8: expected 0 to 1099511627776
                    CSV    | H;1,t,allocate,0x1,88888888888888888888,0 | 2: Size is 88888888888888888888: expected 0 to
                    CSV    | H;1,t,allocate,0xfg,8,0x0  | 2: Pointer is no number: '0xfg'
                    CSV    | H;,t,allocate,0xf,8,0x0    | 2: Thread is empty
                    CSV    | H;1,t,"allocate,0xf,8,0x0  | 2: opens a quote and does not close it
                    CSV    | H                          | holds no allocation
                    FTRACE | nonsense                   | 1: is no event: expected 'TASK-PID [CPU] FLAGS TIME: EVENT: FIELDS'
                    FTRACE | P mm_page_alloc: page=1 order=0 migratetype=0 | 1: has no field pfn
                    FTRACE | P mm_page_alloc: page=1 pfn=0x1 order=19 migratetype=0 | 1: order is 19: expected 0 to 18
                    FTRACE | P mm_page_alloc: page=1 pfn=0x1 order=-1 migratetype=0 | 1: order is -1: expected 0 to 18
                    FTRACE | P mm_page_alloc: page=1 pfn=0xzz order=0 migratetype=0 | 1: pfn is no number: 'zz'
                    FTRACE | P mm_page_alloc: page=1 pfn=99999999999999 order=0 migratetype=0 | 1: pfn is 99999999999999
                    FTRACE | P mm_page_alloc: page=1 pfn=1 order=0 migratetype=x | 1: migratetype is no number: 'x'
                    FTRACE | # a comment                | holds no allocation
                    """)
    @DisplayName("refuses a malformed line, names it, and leaves nothing behind")
    void malformedLinesAreRefused(ImportFormat format, String text, String message) throws IOException {
        String lines = text.replaceFirst("^H", "Thread,Time,Action,Pointer,Size,Stream").replaceFirst("^P ", PAGES);
        String bad = file("bad.txt", lines.replace(";", "\n") + "\n");

        assertRefused(format, bad, message);
    }

    private void assertRefused(ImportFormat format, String bad, String message) throws IOException {
        Path output = folder.resolve("out.trace.gz");
        StringWriter text = new StringWriter();
        assertThatThrownBy(() -> TraceImport.run(new ImportSource(format, bad), output, true, Progress.SILENT))
                .isInstanceOf(MalformedTraceException.class).hasMessageStartingWith(bad + ":")
                .hasMessageContaining(message);
        assertThatThrownBy(() -> TraceImport.run(new ImportSource(format, bad), text, Progress.SILENT))
                .isInstanceOf(MalformedTraceException.class);
        assertThat(text.toString()).isEmpty();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::toString).filter(each -> each.contains("out"))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(value = ImportFormat.class, names = {"REP", "CSV", "FTRACE", "MTRACE", "VALGRIND"})
    @DisplayName("refuses what is no recording at all: nothing, noise, a cut gzip, a folder, a missing file")
    void whatIsNoRecordingIsRefused(ImportFormat format) throws IOException {
        byte[] noise = new byte[50_000];
        new Random(7).nextBytes(noise);
        Path noisy = Files.write(folder.resolve("noise"), noise);
        byte[] oneLine = new byte[50_000];
        Arrays.fill(oneLine, (byte) 'x');
        Path endless = Files.write(folder.resolve("endless"), oneLine);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(Path.of(sample(format))));
        }
        Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(packed.toByteArray(), packed.size() - 20));
        Path stub = Files.write(folder.resolve("stub.gz"), Arrays.copyOf(packed.toByteArray(), 5));

        assertRefused(format, file("empty.txt", ""),
                format == ImportFormat.REP || format == ImportFormat.CSV ? ":1: " : "no allocation");
        assertRefused(format, noisy.toString(), format == ImportFormat.VALGRIND ? "no allocation" : noisy + ":1: ");
        assertRefused(format, endless.toString(), ":1: is longer than 8192 bytes: not a line of text");
        assertRefused(format, cut.toString(), "the gzip data ends here, in the middle");
        assertRefused(format, stub.toString(), ":1: the gzip data is cut short or damaged before its first line");
        assertRefused(format, folder.toString(), "is a directory: expected a " + format.title());
        assertRefused(format, folder.resolve("none").toString(), "no such file: expected a " + format.title());
    }

    @Test
    @DisplayName("keeps what was there when it fails or may not replace it, and replaces it when it may")
    void theOldFileStaysUntilTheNewOneIsWhole() throws Exception {
        Path output = Path.of(file("old.trace", "old"));

        ImportSource bad = new ImportSource(ImportFormat.REP, file("bad", "x\n"));
        ImportSource good = new ImportSource(ImportFormat.REP, sample(ImportFormat.REP));

        assertThatThrownBy(() -> TraceImport.run(bad, output, true, Progress.SILENT))
                .isInstanceOf(MalformedTraceException.class);
        assertThat(output).hasContent("old");
        assertThatThrownBy(() -> TraceImport.run(good, output, false, Progress.SILENT))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(output).hasContent("old");
        TraceImport.run(good, output, true, Progress.SILENT);
        assertThat(Files.readAllLines(output)).startsWith("a 0 512 0").hasSize(9);
    }

    @Test
    @DisplayName("tells how far it has come in bytes of the file, to its end")
    void progressIsTold() throws Exception {
        String line = PAGES + "sched_switch: x\n";
        String alloc = PAGES + "mm_page_alloc: page=1 pfn=0x1 order=0 migratetype=0\n";
        String big = file("big", alloc + line.repeat(40_000));
        long length = Files.size(Path.of(big));
        List<Long> heard = new ArrayList<>();

        TraceImport.run(new ImportSource(ImportFormat.FTRACE, big), new StringWriter(), (what, done, total) -> {
            assertThat(total).isEqualTo(length);
            heard.add(done);
        });

        assertThat(heard).hasSize(3).isSorted().allMatch(done -> done > 0 && done <= length).endsWith(length);
    }
}
