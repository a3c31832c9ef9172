package dev.cleave.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A recording of a heap")
class HeapEventsTest {
    @TempDir
    Path directory;

    /** What a heap does. */
    @FunctionalInterface
    private interface Work {
        void with(Pool pool, Heap heap);
    }

    private List<RecordedEvent> record(String name, Work work) throws IOException {
        Path file = directory.resolve(name + ".jfr");
        try (Recording recording = new Recording();
                Pool pool = Pool.builder().name(name).capacity(1 << 20).purge(false).build()) {
            recording.start();
            try (Heap heap = Heap.builder(pool).sampleEvery(1).build()) {
                work.with(pool, heap);
            }
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.cleave."))
                .filter(event -> event.getString("pool").equals(name))
                .toList();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.cleave." + name))
                .toList();
    }

    @Test
    @DisplayName("shows slabs opened and retired, and trims")
    void showsSlabs() throws IOException {
        List<RecordedEvent> events = record("slabs", (pool, heap) -> {
            heap.free(heap.allocate(100));
            heap.trim();
        });

        assertThat(named(events, "SlabOpened")).singleElement().satisfies(opened -> {
            assertThat(opened.getInt("slotBytes")).isEqualTo(104);
            assertThat(opened.getInt("slots")).isEqualTo((int) (opened.getLong("blockBytes") / 104));
        });
        RecordedEvent opened = named(events, "SlabOpened").getFirst();
        assertThat(named(events, "SlabRetired")).singleElement().satisfies(retired -> {
            assertThat(retired.getInt("slotBytes")).isEqualTo(104);
            assertThat(retired.getLong("blockBytes")).isEqualTo(opened.getLong("blockBytes"));
        });
        assertThat(named(events, "HeapTrim")).singleElement().satisfies(trim -> {
            assertThat(trim.getLong("bytes")).isEqualTo(opened.getLong("blockBytes"));
            assertThat(trim.getString("cause")).isEqualTo("TRIM");
        });
        assertThat(named(events, "HeapLeak")).isEmpty();
    }

    @Test
    @DisplayName("shows samples with their stacks, and what was never freed")
    void showsSamplesAndLeaks() throws IOException {
        List<RecordedEvent> events = record("samples", (pool, heap) -> heap.allocate(1000));

        assertThat(named(events, "AllocationSample")).singleElement().satisfies(sample -> {
            assertThat(sample.getString("allocator")).isEqualTo("heap");
            assertThat(sample.getLong("byteSize")).isEqualTo(1000);
            assertThat(sample.getLong("weight")).isEqualTo(1000);
            assertThat(sample.getString("site")).startsWith(HeapEventsTest.class.getName());
            assertThat(sample.getStackTrace().getFrames())
                    .anyMatch(frame -> frame.getMethod().getType().getName().equals(HeapEventsTest.class.getName()));
        });
        assertThat(named(events, "HeapLeak")).singleElement().satisfies(leak -> {
            assertThat(leak.getLong("liveBlocks")).isEqualTo(1);
            assertThat(leak.getLong("liveBytes")).isEqualTo(1024);
            assertThat(leak.getString("report")).contains("1 of 1,024 bytes");
        });
    }

    @Test
    @DisplayName("shows the free of what was sampled, a slot or a large block, with its address and between two samples"
            + " of it")
    void showsFreesOfSamples() throws IOException {
        for (int byteSize : new int[] {100, 100_000}) {
            List<RecordedEvent> events = record("frees of " + byteSize, (pool, heap) -> {
                heap.free(heap.allocate(byteSize));
                heap.free(heap.allocate(byteSize));
            });

            List<RecordedEvent> told = events.stream()
                    .filter(event -> event.getEventType().getName().contains("Sample"))
                    .toList();
            assertThat(told).extracting(event -> event.getEventType().getName().substring("dev.cleave.".length()))
                    .containsExactly("AllocationSample", "SampleFreed", "AllocationSample", "SampleFreed");
            assertThat(told.stream().map(event -> event.getLong("address")).distinct()).hasSize(1);
            assertThat(told).extracting(RecordedEvent::getStartTime).isSorted();
            assertThat(told).allSatisfy(event -> assertThat(event.getString("allocator")).isEqualTo("heap"));
        }
    }

    @Test
    @DisplayName("shows a failure with what is stranded, and what pressure gave back before it")
    void showsFailures() throws IOException {
        List<RecordedEvent> events = record("failures", (pool, heap) -> {
            heap.free(heap.allocate(8));
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> {
                while (true) {
                    heap.allocate(4096);
                }
            });
        });

        assertThat(named(events, "HeapFailure")).singleElement().satisfies(failure -> {
            assertThat(failure.getInt("slotBytes")).isEqualTo(4096);
            assertThat(failure.getLong("strandedBytes")).isZero();
        });
        assertThat(named(events, "HeapTrim")).extracting(trim -> trim.getString("cause")).contains("PRESSURE");
    }

    @Test
    @DisplayName("shows each decision of the dialogue that was not as wanted")
    void showsDecisions() throws IOException {
        long[] decided = new long[1];
        List<RecordedEvent> events = record("decisions", (pool, usual) -> {
            long first = pool.allocateAddress(512 << 10);
            long second = pool.allocateAddress(4096);
            try (Heap anxious = Heap.builder(pool).lowWatermark(0.5).build()) {
                anxious.free(anxious.allocate(64));
                var decisions = anxious.usage().decisions();
                decided[0] = decisions.smaller() + decisions.larger() + decisions.forced();
            }
            pool.free(first);
            pool.free(second);
        });

        assertThat(decided[0]).isPositive();
        assertThat(named(events, "SlabDecision")).hasSize((int) decided[0]).allSatisfy(decision -> {
            assertThat(decision.getString("decision")).isIn("SMALLER", "LARGER", "FORCED");
            assertThat(decision.getInt("wantedUnits")).isPositive();
            assertThat(decision.getInt("chosenUnits")).isPositive();
        });
    }
}
