package dev.cleave.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {
    private static final String PAGES = "a 0 0 1 0 512\na 1 3 0 1 1024\nf 0 1\n";
    private static final String HEAP = "a 0 48 0\na 1 1000000 3\nf 0 2\n";

    @TempDir
    private Path folder;

    private static Trace read(String text) throws MalformedTraceException {
        return TraceReader.read("given", new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toByteArray();
    }

    @Test
    void sixFieldsMakeAPageTrace() throws MalformedTraceException {
        Trace trace = read(PAGES);

        assertThat(trace.kind()).isEqualTo(TraceKind.PAGES);
        assertThat(trace.events()).isEqualTo(3);
        assertThat(trace.blocks()).isEqualTo(2);
        assertThat(trace.liveAtEnd()).isEqualTo(1);
        assertThat(trace.threadCount()).isEqualTo(2);
        assertThat(trace.peakLiveBytes()).isEqualTo(9 * 4096);
        assertThat(trace.peakEvent()).isEqualTo(1);
        assertThat(trace.allocates(1)).isTrue();
        assertThat(trace.order(1)).isEqualTo(3);
        assertThat(trace.bytes(1)).isEqualTo(8 * 4096);
        assertThat(trace.mobility(1)).isEqualTo(Mobility.UNMOVABLE);
        assertThat(trace.mobility(0)).isEqualTo(Mobility.MOVABLE);
        assertThat(trace.frame(1)).isEqualTo(1024);
        assertThat(trace.allocates(2)).isFalse();
        assertThat(trace.block(2)).isZero();
        assertThat(trace.thread(2)).isEqualTo(1);
    }

    @Test
    void fourFieldsMakeAHeapTrace() throws MalformedTraceException {
        Trace trace = read(HEAP);

        assertThat(trace.kind()).isEqualTo(TraceKind.HEAP);
        assertThat(trace.bytes(1)).isEqualTo(1_000_000);
        assertThat(trace.threadCount()).isEqualTo(3);
        assertThat(trace.peakLiveBytes()).isEqualTo(1_000_048);
    }

    @Test
    void theLargestNumbersAllowedAreKeptExactly() throws MalformedTraceException {
        Trace pages = read("a 2147483631 18 2 65535 1099511627775\n");
        Trace heap = read("a 0 1099511627776 65535\n");

        assertThat(pages.id(0)).isEqualTo(2147483631);
        assertThat(pages.order(0)).isEqualTo(18);
        assertThat(pages.mobility(0)).isEqualTo(Mobility.RECLAIMABLE);
        assertThat(pages.thread(0)).isEqualTo(65535);
        assertThat(pages.frame(0)).isEqualTo(1099511627775L);
        assertThat(heap.bytes(0)).isEqualTo(1L << 40);
    }

    @Test
    void idsNeedNotBeDense() throws MalformedTraceException {
        Trace trace = read("a 0 8 0\na 7 16 0\na 3 24 0\nf 7 0\nf 0 0\n");

        assertThat(trace.blocks()).isEqualTo(3);
        assertThat(trace.id(1)).isEqualTo(7);
        assertThat(trace.block(3)).isEqualTo(1);
        assertThat(trace.liveAtEnd()).isEqualTo(1);
    }

    @Test
    void compressionIsToldByTheFirstBytesAndNotByTheName() throws Exception {
        Path file = folder.resolve("compressed.txt");
        Files.write(file, gzip(PAGES));

        assertThat(TraceReader.read(file.toString()).events()).isEqualTo(3);
    }

    @Test
    void carriageReturnsAndAMissingLastLineFeedAreTolerated() throws MalformedTraceException {
        Trace trace = read(PAGES.replace("\n", "\r\n").stripTrailing());

        assertThat(trace.events()).isEqualTo(3);
        assertThat(trace.frame(1)).isEqualTo(1024);
        assertThat(trace.thread(2)).isEqualTo(1);
    }

    @Test
    void linesThatStraddleTheReadersBufferAreWhole() throws MalformedTraceException {
        StringBuilder text = new StringBuilder();
        for (int id = 0; id < 100_000; id++) {
            text.append("a ").append(id).append(' ').append(id + 1).append(" 0\n");
        }

        Trace trace = read(text.toString());

        assertThat(trace.blocks()).isEqualTo(100_000);
        for (int block = 0; block < trace.blocks(); block++) {
            assertThat(trace.bytes(block)).isEqualTo(block + 1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    a 0 48 0;x 1 48 0      | given:2: unknown event 'x': expected 'a …' (allocation) or 'f …' (free)
                    a 0 48 0;alloc 1 48 0  | given:2: unknown event 'alloc': expected 'a …' (allocation) or 'f …' (free)
                    a 0 48 0;A 1 48 0      | given:2: unknown event 'A': expected
                    a 0 48 0;;f 0 0        | given:2: is an empty line
                    a 0 48 0;a             | given:2: ID is missing: a heap trace expects 'a ID BYTES THREAD'
                    a 0 48 0;a 1           | given:2: BYTES is missing: a heap trace expects 'a ID BYTES THREAD'
                    a 0 48 0;a 1 48        | given:2: THREAD is missing: a heap trace expects
                    a 0 48 0;f 0           | given:2: THREAD is missing: a heap trace expects 'f ID THREAD'
                    a 0 0 1 0 9;f 0        | given:2: CPU is missing: a page trace expects 'f ID CPU'
                    a 0 0 1 0 9;a 1 0 1 0  | given:2: PFN is missing: a page trace expects 'a ID ORDER MOBILITY CPU PFN'
                    a 0 0 1 0 9;a 1 8 0    | given:2: CPU is missing: a page trace expects
                    a 0 48 0;f 0 0 7       | given:2: has too much at its end: '7'; a heap trace expects 'f ID THREAD'
                    a 0 48 0;a 1 0 1 0 9   | given:2: BYTES is 0: expected 1 to 1099511627776
                    a 0 48 0;a 1 8 1 0 9   | given:2: has too much at its end: '0'
                    a 0 48                 | given:1: has 3 fields: expected 'a ID BYTES THREAD' (heap trace) or 'a ID ORDER
                    f 0 0                  | given:1: frees a block before any was allocated
                    a 0 48 0;a -1 48 0     | given:2: ID is -1: expected 0 to 2147483631
                    a 0 48 0;a 1 -48 0     | given:2: BYTES is -48: expected 1 to 1099511627776
                    a 0 48 0;a 1 48 -1     | given:2: THREAD is -1: expected 0 to 65535
                    a 0 48 0;a 1 48 65536  | given:2: THREAD is 65536: expected 0 to 65535
                    a 0 48 0;a 1 4x8 0     | given:2: BYTES is no number: '4x8': expected 1 to
                    a 0 48 0;a 1  48 0     | given:2: BYTES is empty: expected 1 to 1099511627776, one space before it
                    a 0 48 0;a 1 1099511627777 0          | given:2: BYTES is 1099511627777: expected 1 to 1099511627776
                    a 0 48 0;a 1 18446744073709551616 0   | given:2: BYTES is 18446744073709551616: expected
                    a 0 48 0;a 99999999999999999999 8 0   | given:2: ID is 99999999999999999999: expected 0 to 2147483631
                    a 0 19 1 0 9           | given:1: ORDER is 19: expected 0 to 18
                    a 0 64 1 0 9           | given:1: ORDER is 64: expected 0 to 18
                    a 0 -1 1 0 9           | given:1: ORDER is -1: expected 0 to 18
                    a 0 0 3 0 9            | given:1: MOBILITY is 3: expected 0 to 2
                    a 0 0 1 70000 9        | given:1: CPU is 70000: expected 0 to 65535
                    a 0 0 1 0 1099511627776| given:1: PFN is 1099511627776: expected 0 to 1099511627775
                    a 0 48 0;a 1 8 0;a 0 9 0      | given:3: allocates id 0 again; line 1 used it already, and ids are never reused
                    a 0 48 0;f 0 0;a 0 9 0        | given:3: allocates id 0 again; line 1 used it already
                    a 0 48 0;f 5 0                | given:2: frees id 5, which was never allocated
                    a 0 48 0;a 1 8 0;f 0 0;f 1 0;f 0 0   | given:5: frees id 0 a second time; line 3 freed it already
                    """)
    void everyMalformedLineIsRefusedWithItsPlaceAndWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> read(text.replace(";", "\n") + "\n"))
                .isInstanceOf(MalformedTraceException.class)
                .message()
                .startsWith(message);
    }

    @Test
    void aLineWithoutEndIsRefusedAndNotRead() {
        assertThatThrownBy(() -> read("a 0 48 0\na 1 " + "1".repeat(100_000)))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith("given:2: is longer than 256 bytes: not a line of a trace; it starts with 'a'");
    }

    @Test
    void anEmptyTraceIsRefused() throws IOException {
        byte[] nothing = gzip("");

        assertThatThrownBy(() -> read("")).isInstanceOf(MalformedTraceException.class)
                .hasMessage("given:1: is empty: expected at least one event");
        assertThatThrownBy(() -> TraceReader.read("given", new ByteArrayInputStream(nothing)))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessage("given:1: is empty: expected at least one event");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void binaryNoiseIsRefusedInItsFirstLineAndPrintable(long seed) {
        byte[] noise = new byte[10_000];
        new Random(seed).nextBytes(noise);

        assertThatThrownBy(() -> TraceReader.read("given", new ByteArrayInputStream(noise)))
                .as("seed %d", seed)
                .isInstanceOf(MalformedTraceException.class)
                .message()
                .startsWith("given:1: ")
                .matches("[\\x20-\\x7e…]+");
    }

    @Test
    void gzippedNoiseIsRefused() throws IOException {
        byte[] noise = gzip("\u0000\u00ff\u001b[31m\n");

        assertThatThrownBy(() -> TraceReader.read("given", new ByteArrayInputStream(noise)))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith("given:1: unknown event '???[31m'");
    }

    @Test
    void aTruncatedGzipIsReadToWhereItEndsAndThenRefused() throws IOException {
        StringBuilder text = new StringBuilder();
        Random random = new Random(9);
        for (int id = 0; id < 50_000; id++) {
            text.append("a ").append(id).append(' ').append(1 + random.nextInt(100_000)).append(" 0\n");
        }
        byte[] whole = gzip(text.toString());

        assertThatThrownBy(() -> TraceReader.read("given",
                new ByteArrayInputStream(Arrays.copyOf(whole, whole.length / 2))))
                .isInstanceOfSatisfying(MalformedTraceException.class, refused -> {
                    assertThat(refused.line()).isBetween(15_000L, 35_000L);
                    assertThat(refused).hasMessageContaining("the gzip data ends here, in the middle");
                });
        assertThatThrownBy(() -> TraceReader.read("given", new ByteArrayInputStream(Arrays.copyOf(whole, 5))))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining("cut short or damaged");
    }

    @Test
    void aDamagedGzipIsRefused() throws IOException {
        byte[] damaged = gzip(HEAP);
        damaged[damaged.length - 6] ^= 0x55;

        assertThatThrownBy(() -> TraceReader.read("given", new ByteArrayInputStream(damaged)))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith("given:4: the gzip data is damaged from here on");
    }

    @Test
    void missingFilesAndDirectoriesAreRefusedByName() {
        String missing = folder.resolve("missing.trace").toString();

        assertThatThrownBy(() -> TraceReader.read(missing)).isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith(missing + ": no such file");
        assertThatThrownBy(() -> TraceReader.read(folder.toString())).isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith(folder + ": is a directory");
        assertThatThrownBy(() -> TraceReader.read("a\0b")).isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining("is no path");
    }

    @Test
    void theSamplesAreReadAsDescribed() throws MalformedTraceException {
        Trace build = TraceReader.read("../../samples/pages-build.trace.gz");
        Trace sqlite = TraceReader.read("../../samples/malloc-sqlite.trace.gz");

        assertThat(build.events()).isEqualTo(849_322);
        assertThat(build.blocks()).isEqualTo(462_569);
        assertThat(build.liveAtEnd()).isEqualTo(75_816);
        assertThat(build.peakLiveBytes()).isEqualTo(98_094 * 4096L);
        assertThat(sqlite.events()).isEqualTo(384_970);
        assertThat(sqlite.blocks()).isEqualTo(192_493);
        assertThat(sqlite.liveAtEnd()).isEqualTo(16);
    }
}
