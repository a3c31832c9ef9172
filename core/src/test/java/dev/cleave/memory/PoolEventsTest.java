package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolEventsTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void aRecordingShowsSamplesGrowthFailuresAndPurges() throws IOException {
        Path file = directory.resolve("pool.jfr");
        long block;
        try (Recording recording = new Recording();
                Pool pool = Pool.builder()
                        .name("recorded")
                        .capacity(4 * MIB)
                        .sampleEvery(1024)
                        .operatingSystem(OperatingSystem.current())
                        .build()) {
            recording.start();
            block = pool.allocateAddress(3 * MIB);
            pool.tryAllocateAddress(2 * MIB);
            pool.free(block);
            pool.trim();
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.cleave."))
                .filter(event -> !event.getEventType().getName().equals("dev.cleave.Pool"))
                .filter(event -> event.getString("pool").equals("recorded"))
                .toList();
        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .containsExactlyInAnyOrder("dev.cleave.AllocationSample", "dev.cleave.SampleFreed",
                        "dev.cleave.Growth",
                        "dev.cleave.AllocationFailure", "dev.cleave.Purge");
        for (RecordedEvent event : events) {
            switch (event.getEventType().getName()) {
                case "dev.cleave.AllocationSample" -> {
                    assertThat(event.getLong("address")).isEqualTo(block);
                    assertThat(event.getLong("byteSize")).isEqualTo(3 * MIB);
                    assertThat(event.getLong("blockBytes")).isEqualTo(3 * MIB);
                    assertThat(event.getLong("weight")).isEqualTo(3 * MIB);
                    assertThat(event.getString("site")).contains("PoolEventsTest");
                }
                case "dev.cleave.SampleFreed" -> {
                    assertThat(event.getString("allocator")).isEqualTo("pool");
                    assertThat(event.getLong("address")).isEqualTo(block);
                    assertThat(event.getDuration("age")).isPositive();
                }
                case "dev.cleave.Growth" -> assertThat(event.getLong("byteSize")).isEqualTo(3 * MIB);
                case "dev.cleave.AllocationFailure" -> {
                    assertThat(event.getLong("byteSize")).isEqualTo(2 * MIB);
                    assertThat(event.getLong("freeBytes")).isEqualTo(MIB);
                }
                default -> {
                    assertThat(event.getLong("droppedBytes")).isEqualTo(3 * MIB);
                    assertThat(event.getString("cause")).isEqualTo("TRIM");
                }
            }
        }
    }

    @Test
    void aBlockThatGrowsIsSampledWithWhatItGainedAndFreedOnce() throws IOException {
        Path file = directory.resolve("growth.jfr");
        try (Recording recording = new Recording();
                Pool pool = Pool.builder().name("growing").capacity(MIB).sampleEvery(1).build()) {
            recording.start();
            long block = pool.allocateAddress(4096);
            assertThat(pool.resize(block, 12_288)).isTrue();
            assertThat(pool.resize(block, 4096)).isTrue();
            pool.free(block);
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().matches("dev.cleave.(AllocationSample|SampleFreed)"))
                .filter(event -> event.getString("pool").equals("growing"))
                .toList();
        assertThat(events.stream().map(event -> event.getLong("address")).distinct()).hasSize(1);
        assertThat(events).extracting(event -> event.hasField("byteSize")
                ? event.getLong("byteSize") + " of " + event.getLong("blockBytes")
                : "freed").containsExactly("4096 of 4096", "8192 of 12288", "freed");
    }
}
