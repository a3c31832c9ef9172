package dev.cleave.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.imports.BufferEvent.Kind;
import dev.cleave.lab.trace.TraceLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Events of blocks in the order of time")
class BufferPairingTest {
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final TraceStream trace = new TraceStream(text);
    private BufferPairing pairing = new BufferPairing(trace, false);

    private void take(Kind kind, long address, long bytes, long weight, long thread) throws IOException {
        pairing.take(new BufferEvent(0, kind, address, bytes, weight, thread, 0));
    }

    private void allocate(long address, long bytes, long thread) throws IOException {
        take(Kind.ALLOCATED, address, bytes, 0, thread);
    }

    private void free(long address, long thread) throws IOException {
        take(Kind.FREED, address, 0, 0, thread);
    }

    private void assertTrace(String expected, Map<String, Long> passedOver) {
        assertThat(text.toString(StandardCharsets.US_ASCII)).isEqualTo(expected);
        assertThat(trace.summary(ImportFormat.JFR, "test", 0).passedOver()).isEqualTo(passedOver);
    }

    @Test
    @DisplayName("are paired by their addresses, whichever thread frees")
    void blocksArePaired() throws IOException {
        allocate(0x10, 100, 31);
        allocate(0x20, 0, 40);
        free(0x10, 40);
        allocate(0x10, 300, 31);
        free(0x10, 31);

        assertTrace("a 0 100 0\na 1 1 1\nf 0 1\na 2 300 0\nf 2 0\n",
                Map.of("allocations of 0 bytes written as 1 byte", 1L));
    }

    @Test
    @DisplayName("may have begun late or lost some: what does not fit is put right and counted")
    void lostEventsAreCounted() throws IOException {
        free(0x10, 1);
        allocate(0x20, 8, 1);
        allocate(0x20, 16, 1);

        assertTrace("a 0 8 0\nf 0 0\na 1 16 0\n", Map.of(
                "frees left out: their allocation is not in the log", 1L,
                "frees put in: their pointer was allocated again without one", 1L));
    }

    @Test
    @DisplayName("have the old block until the new one is there, each thread for itself")
    void blocksAreLeftForOthers() throws IOException {
        allocate(0x10, 8, 1);
        allocate(0x20, 16, 2);
        take(Kind.LEFT, 0x10, 0, 0, 1);
        take(Kind.LEFT, 0x20, 0, 0, 2);
        allocate(0x30, 160, 2);
        allocate(0x40, 80, 1);
        free(0x40, 1);
        free(0x30, 1);

        assertTrace("a 0 8 0\na 1 16 1\na 2 160 1\nf 1 1\na 3 80 0\nf 0 0\nf 3 0\nf 2 0\n", Map.of());
    }

    @Test
    @DisplayName("keep a block whose reallocation failed")
    void failedReallocationsLeaveTheirBlock() throws IOException {
        allocate(0x10, 8, 1);
        take(Kind.LEFT, 0x10, 0, 0, 1);
        take(Kind.LEFT, 0x10, 0, 0, 1);
        free(0x10, 1);
        allocate(0x20, 16, 1);

        assertTrace("a 0 8 0\nf 0 0\na 1 16 0\n",
                Map.of("reallocations that failed left out: their block stays", 2L));
    }

    @Test
    @DisplayName("of samples are written once each, and it is told that they stand for more")
    void samplesAreWrittenOnce() throws IOException {
        take(Kind.ALLOCATED, 0x10, 100, 1000, 1);
        take(Kind.ALLOCATED, 0x20, 100, 101, 1);
        free(0x10, 1);

        assertTrace("a 0 100 0\na 1 100 0\nf 0 0\n",
                Map.of("samples written as one block each, though they stand for more: --scale writes those", 1L));
    }

    @Test
    @DisplayName("of samples are scaled by their weights, with fractions carried on, and freed with all their copies")
    void samplesAreScaled() throws IOException {
        pairing = new BufferPairing(trace, true);

        take(Kind.ALLOCATED, 0x10, 100, 250, 1);
        take(Kind.ALLOCATED, 0x20, 100, 250, 1);
        free(0x20, 1);
        take(Kind.ALLOCATED, 0x10, 100, 100, 1);

        assertTrace(
                "a 0 100 0\na 1 100 0\na 2 100 0\na 3 100 0\na 4 100 0\nf 2 0\nf 3 0\nf 4 0\nf 1 0\nf 0 0\na 5 100 0\n",
                Map.of("blocks put in, as samples stand for them", 3L,
                        "frees put in: their pointer was allocated again without one", 1L));
    }

    @Test
    @DisplayName("of a sampled block that grows have its whole size from then on, and what it stood for before too")
    void sampledBlocksGrow() throws IOException {
        pairing = new BufferPairing(trace, true);

        take(Kind.ALLOCATED, 0x10, 100, 200, 1);
        take(Kind.GREW, 0x10, 200, 400, 1);
        free(0x10, 1);
        take(Kind.GREW, 0x20, 300, 300, 1);

        assertTrace(
                "a 0 100 0\na 1 100 0\nf 0 0\nf 1 0\na 2 200 0\na 3 200 0\na 4 200 0\nf 2 0\nf 3 0\nf 4 0\na 5 300 0\n",
                Map.of("blocks put in, as samples stand for them", 3L));
    }

    @Test
    @DisplayName("of more threads than a trace has numbers for begin again with the first")
    void threadsAreNumberedAgain() throws IOException {
        for (int thread = 0; thread <= TraceLimits.MAX_THREAD + 1; thread++) {
            allocate(0x10 + thread, 8, thread);
        }

        assertThat(text.toString(StandardCharsets.US_ASCII)).endsWith("a 65535 8 65535\na 65536 8 0\n");
        assertThat(trace.summary(ImportFormat.JFR, "test", 0).passedOver())
                .isEqualTo(Map.of("events of threads behind the 65536th, numbered from 0 again", 1L));
    }
}
