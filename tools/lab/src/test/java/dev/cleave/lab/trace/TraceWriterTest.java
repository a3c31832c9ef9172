package dev.cleave.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceWriterTest {
    @TempDir
    private Path folder;

    private static String text(Trace trace) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TraceWriter.write(trace, bytes);
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void pageTracesAreWrittenInTheirForm() throws IOException {
        Trace trace = new Trace.Builder("made", TraceKind.PAGES)
                .allocatePages(0, 9, Mobility.RECLAIMABLE, 1, 1_048_576)
                .free(0, 0)
                .build();

        assertThat(text(trace)).isEqualTo("a 0 9 2 1 1048576\nf 0 0\n");
    }

    @Test
    void heapTracesAreWrittenInTheirForm() throws IOException {
        Trace trace = new Trace.Builder("made", TraceKind.HEAP)
                .allocateBytes(0, 48, 2)
                .allocateBytes(9, 1, 0)
                .free(9, 3)
                .build();

        assertThat(text(trace)).isEqualTo("a 0 48 2\na 9 1 0\nf 9 3\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void whatIsWrittenIsReadAgain(long seed) throws Exception {
        Trace.Builder builder = new Trace.Builder("made", TraceKind.PAGES);
        Random random = new Random(seed);
        List<Integer> live = new ArrayList<>();
        for (int id = 0; id < 5_000; id++) {
            builder.allocatePages(id * 3, random.nextInt(11), Mobility.of(random.nextInt(3)), random.nextInt(4),
                    random.nextLong(TraceLimits.MAX_FRAME));
            live.add(id * 3);
            if (random.nextBoolean()) {
                Collections.swap(live, random.nextInt(live.size()), live.size() - 1);
                builder.free(live.removeLast(), random.nextInt(4));
            }
        }
        Trace made = builder.build();
        Path file = folder.resolve("made.trace.gz");

        TraceWriter.write(made, file);
        Trace read = TraceReader.read(file.toString());

        assertThat(Files.readAllBytes(file)).as("gzip's magic").startsWith(0x1F, 0x8B);
        assertThat(text(read)).as("seed %d", seed).isEqualTo(text(made));
        assertThat(read.peakLiveBytes()).isEqualTo(made.peakLiveBytes());
        assertThat(read.liveAtEnd()).isEqualTo(live.size());
    }

    @Test
    void aSampleSurvivesTheRoundTrip() throws Exception {
        Trace sample = TraceReader.read("../../samples/malloc-sqlite.trace.gz");
        Path file = folder.resolve("sqlite.trace");

        TraceWriter.write(sample, file);

        assertThat(text(TraceReader.read(file.toString()))).isEqualTo(text(sample));
    }
}
