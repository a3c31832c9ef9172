package dev.cleave.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.heap.Heap;
import dev.cleave.lab.replay.AllocatorChoices;
import dev.cleave.lab.replay.Replay;
import dev.cleave.lab.replay.ReplayResult;
import dev.cleave.lab.replay.ReplaySettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceReader;
import dev.cleave.memory.Pool;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A recording of the Flight Recorder")
class JfrImporterTest {
    private static final String HEAP_BUFFERS =
            "events of buffers without an address left out: most of them are on the Java heap";

    @TempDir
    private Path folder;

    private static Stream<Supplier<AbstractByteBufAllocator>> allocators() {
        return Stream.of(() -> new PooledByteBufAllocator(true), () -> new AdaptiveByteBufAllocator(true));
    }

    private Path record(Flight.Work work) throws Exception {
        return Flight.record(folder.resolve("app.jfr"), work);
    }

    private static Imported imported(Path recording, boolean scaled) throws Exception {
        StringWriter text = new StringWriter();
        ImportSummary summary = TraceImport.run(new ImportSource(ImportFormat.JFR, recording.toString(), scaled), text,
                Progress.SILENT);
        return new Imported(text.toString(), summary);
    }

    private static void assertRefused(Path recording, String message) {
        assertThatThrownBy(() -> imported(recording, false)).isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith(recording + ": ").hasMessageContaining(message);
    }

    // ------------------------------------------------------------------------------------------------- Netty

    @ParameterizedTest
    @MethodSource("allocators")
    @DisplayName("tells of Netty's direct buffers: what was asked for, what they grew to, and which thread freed them")
    void nettysBuffersAreFollowed(Supplier<AbstractByteBufAllocator> allocators) throws Exception {
        AbstractByteBufAllocator allocator = allocators.get();
        List<ByteBuf> live = new ArrayList<>();
        Path recording = record(() -> {
            ByteBuf grown = allocator.directBuffer(100);
            grown.retainedSlice(0, 10).release();
            grown.capacity(5000);
            ByteBuf onTheHeap = allocator.heapBuffer(100);
            onTheHeap.capacity(5000).release();
            allocator.directBuffer(0).release();
            Thread other = Thread.ofPlatform().start(grown::release);
            other.join();
            allocator.directBuffer(20 << 20).release();
            live.add(allocator.directBuffer(77));
        });
        live.forEach(ByteBuf::release);

        Imported imported = imported(recording, false);

        assertThat(imported.trace()).isEqualTo("""
                a 0 100 0
                a 1 5000 0
                f 0 0
                a 2 1 0
                f 2 0
                f 1 1
                a 3 20971520 0
                f 3 0
                a 4 77 0
                """);
        assertThat(imported.summary().passedOver())
                .containsEntry(HEAP_BUFFERS, 4L)
                .containsEntry("allocations of 0 bytes written as 1 byte", 1L)
                .hasSize(2);
        assertThat(imported.summary().entries()).as("nothing else is recorded").isEqualTo(9 + 4);
    }

    /** Threads write their events in pieces, so that the file is not in the order of time. */
    @ParameterizedTest
    @MethodSource("allocators")
    @DisplayName("pairs what threads hand to one another, however its chunks lie, and its trace replays")
    void threadsAreFollowed(Supplier<AbstractByteBufAllocator> allocators) throws Exception {
        AbstractByteBufAllocator allocator = allocators.get();
        int rounds = 10_000;
        Path recording = record(() -> {
            ConcurrentLinkedQueue<ByteBuf> shared = new ConcurrentLinkedQueue<>();
            try (var threads = Executors.newFixedThreadPool(4)) {
                List<Future<?>> work = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    Random random = new Random(thread);
                    work.add(threads.submit(() -> handOver(allocator, shared, random, rounds)));
                }
                Flight.beginChunk();
                for (Future<?> each : work) {
                    each.get();
                }
            }
            shared.forEach(ByteBuf::release);
        });
        Path output = folder.resolve("app.trace.gz");

        ImportSummary summary = TraceImport.run(new ImportSource(ImportFormat.JFR, recording.toString()), output, false,
                Progress.SILENT);

        // the adaptive allocator tells of frees of buffers that it did not hand out
        assertThat(summary.passedOver().keySet()).isSubsetOf(HEAP_BUFFERS);
        assertThat(summary.allocations()).isGreaterThanOrEqualTo(4L * rounds);
        assertThat(summary.liveAtEnd()).isZero();
        Trace trace = TraceReader.read(output.toString());
        assertThat(trace.events()).isEqualTo((int) summary.events());
        ReplayResult replayed = Replay.run(trace, AllocatorChoices.CLEAVE,
                new ReplaySettings(4, true, 1, 1, 1, Duration.ofHours(1), false), Progress.SILENT);
        assertThat(replayed.failures()).isZero();
        assertThat(replayed.damages()).isEmpty();
    }

    private static void handOver(
            AbstractByteBufAllocator allocator, ConcurrentLinkedQueue<ByteBuf> shared, Random random, int rounds) {
        for (int round = 0; round < rounds; round++) {
            ByteBuf buffer = allocator.directBuffer(1 + random.nextInt(2000));
            if (random.nextInt(10) == 0) {
                buffer.capacity(2 * buffer.capacity());
            }
            shared.add(buffer);
            ByteBuf other = random.nextInt(4) != 0 ? shared.poll() : null;
            if (other != null) {
                other.release();
            }
        }
    }

    @Test
    @DisplayName("that began late leaves out what it did not see allocated")
    void lateRecordingsArePutRight() throws Exception {
        AbstractByteBufAllocator allocator = new PooledByteBufAllocator(true);
        ByteBuf early = allocator.directBuffer(100);

        Imported imported = imported(record(() -> {
            early.release();
            allocator.directBuffer(50).release();
        }), false);

        assertThat(imported.trace()).isEqualTo("a 0 50 0\nf 0 0\n");
        assertThat(imported.summary().passedOver())
                .isEqualTo(Map.of("frees left out: their allocation is not in the log", 1L));
    }

    // ------------------------------------------------------------------------------------------------ Cleave

    @Test
    @DisplayName("tells of each block of a heap that samples every byte, and not of the pool below it once more")
    void everyBlockOfAHeapIsFollowed() throws Exception {
        Imported imported;
        try (Pool pool = Pool.builder().name("below").capacity(64 << 20).sampleEvery(1).build();
                Heap heap = Heap.builder(pool).sampleEvery(1).build()) {
            imported = imported(record(() -> {
                long small = heap.allocate(100);
                long large = heap.allocate(100_000);
                heap.free(small);
                small = heap.allocate(100);
                heap.free(large);
                heap.free(small);
            }), false);
        }

        assertThat(imported.trace()).isEqualTo("a 0 100 0\na 1 100000 0\nf 0 0\na 2 100 0\nf 1 0\nf 2 0\n");
        assertThat(imported.summary().passedOver())
                .containsOnlyKeys("samples of pools left out: heaps over them sample what is in it");
    }

    @Test
    @DisplayName("tells of a pool's blocks, which grow where they lie")
    void blocksOfAPoolGrow() throws Exception {
        Imported imported;
        try (Pool pool = Pool.builder().name("alone").capacity(1 << 20).sampleEvery(1).build()) {
            imported = imported(record(() -> {
                long block = pool.allocateAddress(4096);
                assertThat(pool.resize(block, 12_288)).isTrue();
                pool.free(block);
            }), false);
        }

        assertThat(imported.trace()).isEqualTo("a 0 4096 0\nf 0 0\na 1 12288 0\nf 1 0\n");
        assertThat(imported.summary().passedOver()).isEmpty();
    }

    @Test
    @DisplayName("of samples comes to the blocks and bytes of the program where it is scaled, and to fewer where not")
    void samplesAreScaled() throws Exception {
        int blocks = 200_000;
        Path recording;
        try (Pool pool = Pool.builder().name("sampled").capacity(64 << 20).build();
                Heap heap = Heap.builder(pool).sampleEvery(1024).build()) {
            recording = record(() -> {
                for (int block = 0; block < blocks; block++) {
                    heap.free(heap.allocate(48));
                }
            });
        }

        ImportSummary scaled = imported(recording, true).summary();
        ImportSummary unscaled = imported(recording, false).summary();

        // about 9,160 samples are expected: eight standard deviations are 8.4 %
        assertThat((double) scaled.allocations()).isCloseTo(blocks, Percentage.withPercentage(8.4));
        assertThat(scaled.liveAtEnd()).isZero();
        assertThat((double) unscaled.allocations()).isCloseTo(blocks / 21.8, Percentage.withPercentage(8.4));
        assertThat(unscaled.liveAtEnd()).isZero();
        assertThat(unscaled.passedOver())
                .containsOnlyKeys(
                        "samples written as one block each, though they stand for more: --scale writes those");
    }

    // ------------------------------------------------------------------------------------ what is no recording

    @Test
    @DisplayName("is refused where it tells of no buffer, or of such without an address alone")
    void recordingsWithoutBuffersAreRefused() throws Exception {
        Path nothing = record(() -> {});
        assertRefused(nothing, "tells of no buffer: record with the settings of samples/buffers.jfc");

        AbstractByteBufAllocator allocator = new PooledByteBufAllocator(true);
        assertRefused(record(() -> allocator.heapBuffer(10).release()), "tells of buffers without an address alone");

        ByteBuf early = allocator.directBuffer(100);
        assertRefused(record(early::release), "holds no allocation, so there is no trace to be made of it");
    }

    /** As an older version of Cleave had it. */
    @Name("dev.cleave.AllocationSample")
    private static final class SampleWithoutAddress extends Event {
        @SuppressWarnings("unused") // it is a field of the event
        private long byteSize;
    }

    /** What no version has. */
    @Name("io.netty.AllocateBuffer")
    @SuppressWarnings("unused") // fields of the event
    private static final class AnyBuffer extends Event {
        private final int size;
        private final long address;

        AnyBuffer(int size, long address) {
            this.size = size;
            this.address = address;
        }
    }

    private Path recordAny(Event... events) throws Exception {
        Path file = folder.resolve("any.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            for (Event event : events) {
                event.commit();
            }
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    @Test
    @DisplayName("is refused where its events are of another version, or make no sense")
    void senselessEventsAreRefused() throws Exception {
        assertRefused(recordAny(new SampleWithoutAddress()), "its events dev.cleave.AllocationSample have no field"
                + " 'address': expected those of Netty 4.2 or of this version of Cleave");
        assertRefused(recordAny(new AnyBuffer(-1, 0x10)), "is damaged: a block has -1 bytes, and 0 to ");
        assertThat(imported(recordAny(new AnyBuffer(8, 0x10), new AnyBuffer(8, 0)), false).summary().passedOver())
                .containsEntry(HEAP_BUFFERS, 1L);
    }

    @Test
    @DisplayName("is refused where it is cut short or damaged, wherever that is, and nothing is left behind")
    void damagedRecordingsAreRefused() throws Exception {
        AbstractByteBufAllocator allocator = new PooledByteBufAllocator(true);
        Path recording = record(() -> {
            for (int buffer = 0; buffer < 100; buffer++) {
                allocator.directBuffer(100).release();
            }
        });
        byte[] whole = Files.readAllBytes(recording);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path bad = folder.resolve("bad.jfr");
        Path output = folder.resolve("out.trace");
        int refused = 0;
        for (int trial = 0; trial < 200; trial++) {
            byte[] damaged = whole.clone();
            for (int flip = 0; flip < 20; flip++) {
                damaged[4 + random.nextInt(whole.length - 4)] = (byte) random.nextInt();
            }
            Files.write(bad, damaged);
            try {
                TraceImport.run(new ImportSource(ImportFormat.JFR, bad.toString()), output, true, Progress.SILENT);
            } catch (MalformedTraceException expected) {
                assertThat(expected).as("seed %d", seed).hasMessageStartingWith(bad + ": ");
                refused++;
            }
        }
        assertThat(refused).as("seed %d", seed).isPositive();
        Files.write(bad, Arrays.copyOf(whole, whole.length - 1));
        Files.deleteIfExists(output);
        assertThatThrownBy(() -> TraceImport.run(new ImportSource(ImportFormat.JFR, bad.toString()), output, true,
                Progress.SILENT)).isInstanceOf(MalformedTraceException.class).hasMessageContaining("is cut short");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(recording, bad);
        }
    }

    // --------------------------------------------------------------------------------------------- how it is read

    @Test
    @DisplayName("is read packed and from standard input too, and told from others")
    void packedAndPipedRecordingsAreRead() throws Exception {
        AbstractByteBufAllocator allocator = new PooledByteBufAllocator(true);
        Path recording = record(() -> allocator.directBuffer(50).release());
        Path packed = folder.resolve("app.jfr.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(recording, gzip);
        }

        assertThat(imported(packed, false).trace()).isEqualTo("a 0 50 0\nf 0 0\n");
        assertThat(RecordingGuess.of(recording.toString())).contains(ImportFormat.JFR);
        assertThat(RecordingGuess.of(packed.toString())).contains(ImportFormat.JFR);
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(recording)));
        try {
            assertThat(imported(Path.of("-"), false).trace()).isEqualTo("a 0 50 0\nf 0 0\n");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    @DisplayName("tells how far it is read in bytes, and how far its events are paired")
    void progressIsTold() throws Exception {
        AbstractByteBufAllocator allocator = new PooledByteBufAllocator(true);
        Path recording = record(() -> {
            for (int buffer = 0; buffer < 20_000; buffer++) {
                allocator.directBuffer(100).release();
                if (buffer == 15_000) {
                    Flight.beginChunk();
                }
            }
        });
        Map<String, List<Long>> heard = new LinkedHashMap<>();

        TraceImport.run(new ImportSource(ImportFormat.JFR, recording.toString()), new StringWriter(),
                (what, done, total) -> {
                    assertThat(total).isEqualTo(what.startsWith("reading") ? recording.toFile().length() : 40_000);
                    heard.computeIfAbsent(what, fresh -> new ArrayList<>()).add(done);
                });

        assertThat(heard).containsOnlyKeys("reading " + recording, "pairing " + recording);
        assertThat(heard.get("reading " + recording)).hasSize(3).isSorted().endsWith(recording.toFile().length());
        assertThat(heard.get("reading " + recording).get(1)).as("the second chunk's beginning").isPositive();
        assertThat(heard.get("pairing " + recording)).containsExactly(16_384L, 32_768L, 40_000L);
    }

    @Test
    @DisplayName("is sorted in runs where it is long, and comes to the same trace")
    void longRecordingsAreSortedInRuns() throws Exception {
        AbstractByteBufAllocator allocator = new AdaptiveByteBufAllocator(true);
        Path recording = record(() -> {
            ConcurrentLinkedQueue<ByteBuf> shared = new ConcurrentLinkedQueue<>();
            Thread other = Thread.ofPlatform().start(() -> handOver(allocator, shared, new Random(1), 1000));
            handOver(allocator, shared, new Random(2), 1000);
            other.join();
        });
        ImportSource source = new ImportSource(ImportFormat.JFR, recording.toString());
        ByteArrayOutputStream text = new ByteArrayOutputStream();

        new JfrImporter(100).read(source, new TraceStream(text), Progress.SILENT);

        assertThat(text.toString(StandardCharsets.US_ASCII))
                .isEqualTo(imported(recording, false).trace());
    }
}
