package dev.cleave.lab.experiment.footprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.ExperimentChart;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.peer.ByteAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A footprint")
class FootprintTest {
    private static final long LIVE = 1 << 20;

    /** What a load asks of a segregated allocator: live and reserved bytes at each sample. */
    private static Footprint carry(FootprintLoad load) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(5);
        SegregatedHeap heap = new SegregatedHeap(64 << 20);
        LiveObjects objects = new LiveObjects(heap, load.mostObjects(LIVE), random.split());
        List<FootprintSample> samples = new ArrayList<>();
        load.run(objects, LIVE, random,
                mark -> samples.add(new FootprintSample(
                        mark, objects.liveBytes(), objects.countedBytes(), heap.reservedBytes(), 0)));
        return new Footprint("segregated", samples);
    }

    @Test
    @DisplayName("of the ghost leak doubles where slabs never change their class")
    void theGhostLeakLeaks() throws InterruptedException {
        Footprint footprint = carry(new GhostLeakLoad());
        long first = footprint.last(GhostLeakLoad.FILLED_FIRST).reservedBytes().orElseThrow();
        assertThat(footprint.last(GhostLeakLoad.FILLED_FIRST).liveBytes()).isBetween(LIVE - 33, LIVE);
        assertThat(first).isGreaterThanOrEqualTo(LIVE);
        assertThat(footprint.last(GhostLeakLoad.RESTED_FIRST).liveBytes()).isZero();
        assertThat(footprint.last(GhostLeakLoad.RESTED_FIRST).reservedBytes()).hasValue(first);
        FootprintSample end = footprint.last(GhostLeakLoad.FILLED_SECOND);
        assertThat(end.reservedBytes().orElseThrow()).isGreaterThan(first + end.liveBytes() - (64 << 10));
        assertThat(footprint.last(GhostLeakLoad.RESTED_SECOND).liveBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "W9")
    @DisplayName("of a shift of sizes stays within what may be live, by more than one object at no time")
    void shiftsKeepTheirLimit(SizeShift shift) throws InterruptedException {
        Footprint footprint = carry(shift);
        assertThat(footprint.samples()).hasSize(shift.shifts() ? 41 : 20).allSatisfy(
                sample -> assertThat(sample.countedBytes()).isLessThanOrEqualTo(LIVE + 15_016));
        FootprintSample last = footprint.samples().getLast();
        assertThat(last.countedBytes()).isBetween(LIVE / 4 * 3, LIVE + 15_016);
        assertThat(last.liveBytes()).isLessThan(last.countedBytes());
        assertThat(FootprintLoad.named(shift.name())).isEqualTo(shift);
    }

    @Test
    @DisplayName("of the tenth workload is read where no room was found, and ends there")
    void giantsFillAllThereIs() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(5);
        GiantMix load = new GiantMix();
        long limit = 64 << 20;
        List<FootprintSample> samples = new ArrayList<>();
        try (ByteAllocator heap = Subject.OBJECTS.openBounded(load.mostObjects(limit), limit)) {
            LiveObjects objects = new LiveObjects(heap, load.mostObjects(limit), random.split(), false);
            load.run(objects, limit, random, mark -> samples.add(new FootprintSample(
                    mark, objects.liveBytes(), objects.countedBytes(), heap.reservedBytes(), 0)));
            objects.freeAll();
            heap.verifyEmpty();
        }
        assertThat(samples).hasSizeGreaterThan(5).allSatisfy(sample -> {
            assertThat(sample.countedBytes()).isBetween(limit / 2, limit);
            assertThat(sample.reservedBytes().orElseThrow()).isBetween(sample.liveBytes(), limit + (1 << 20));
        });
    }

    @Test
    @DisplayName("of the third workload holds a tenth after the deletion")
    void deletion() throws InterruptedException {
        Footprint footprint = carry(SizeShift.W3);
        assertThat(footprint.last(SizeShift.DELETED).liveBytes()).isBetween(LIVE / 14, LIVE / 11);
        assertThat(SizeShift.W3.description()).isEqualTo("100 B, delete 90 %, 130 B");
        assertThat(SizeShift.W1.description()).isEqualTo("100 B");
    }

    @Test
    @DisplayName("passes from one JVM to the other as a line")
    void samplesAsLines() {
        for (OptionalLong reserved : List.of(OptionalLong.of(77), OptionalLong.empty())) {
            FootprintSample sample = new FootprintSample("filled", 5, 21, reserved, 9);
            assertThat(FootprintSample.isLine(sample.toLine())).isTrue();
            assertThat(FootprintSample.parse(sample.toLine())).isEqualTo(sample);
        }
        assertThatThrownBy(() -> FootprintSample.parse("sample 1")).hasMessage("no sample: sample 1");
        FootprintTrial trial = new FootprintTrial("W1", "cleave", LIVE, 3);
        assertThat(FootprintTrial.parse(trial.toArguments())).isEqualTo(trial);
        assertThatThrownBy(() -> FootprintTrial.parse(List.of("W1"))).hasMessageContaining("must be LOAD ALLOCATOR");
    }

    @ParameterizedTest
    @CsvSource({"1, 16", "16, 16", "33, 48", "128, 128", "129, 144", "257, 288", "15000, 15360", "32768, 32768"})
    @DisplayName("of a segregated allocator's slot is its class's")
    void segregatedClasses(long byteSize, long slotBytes) {
        SegregatedHeap heap = new SegregatedHeap(1 << 20);
        long address = heap.allocate(byteSize, 0);
        assertThat(heap.blockBytes(address, 0, byteSize)).isEqualTo(slotBytes);
        assertThat(SegregatedHeap.slotBytesOf(byteSize)).isEqualTo(slotBytes);
        heap.free(address, 0);
        assertThat(heap.allocate(byteSize, 0)).as("last freed, first had").isEqualTo(address);
    }

    @Test
    @DisplayName("of a segregated allocator never overlaps, and ends at its capacity")
    void segregatedSlotsAreApart() {
        SegregatedHeap heap = new SegregatedHeap(1 << 20);
        Set<Long> addresses = new HashSet<>();
        for (long address = heap.allocate(200, 0); address != 0; address = heap.allocate(200, 0)) {
            assertThat(addresses.add(address)).isTrue();
        }
        assertThat(addresses).hasSize(16 * (65_536 / 208));
        assertThat(heap.reservedBytes()).hasValue(1 << 20);
        assertThat(heap.allocate(40_000, 0)).as("larger than its largest class").isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("is taken of every allocator in a JVM of its own, drawn, and shown as a table and as JSON")
    void theGhostLeakOfAll(@TempDir Path folder) throws Exception {
        List<Long> left = new ArrayList<>();
        ExperimentResult result = new GhostLeakExperiment().run(
                new ExperimentSettings(1, OptionalInt.of(1), List.of(), OptionalLong.of(4 << 20)),
                (what, done, total) -> left.add(total - done));
        assertThat(left).endsWith(0L);
        Map<Object, Map<String, Object>> rows = result.rows().stream()
                .collect(Collectors.toMap(row -> String.valueOf(row.get("allocator")), row -> row));
        assertThat(rows.keySet()).contains("cleave", "segregated", "malloc", "netty-pooled");
        long live = (long) rows.get("cleave").get("liveBytes");
        assertThat((long) rows.get("cleave").get("reservedBytesAfterFree")).isLessThan(live / 4);
        assertThat((long) rows.get("cleave").get("reservedBytesAtEnd")).isLessThan(live * 5 / 4);
        assertThat((long) rows.get("segregated").get("reservedBytesAtEnd")).isGreaterThan(live * 2);
        Path chart = folder.resolve("leak.svg");
        ExperimentChart.write(result.panels(), chart, ChartFormat.SVG);
        assertThat(Files.readString(chart)).contains("<svg", "rgb(27,108,168)");
        assertThat(result.toTable().getFirst()).contains("residentBytesAtEnd");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("that fails in its JVM says why")
    void failuresAreTold() {
        assertThatThrownBy(() -> new FootprintTrial("W1", "pear", LIVE, 3).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no allocator is called 'pear'");
    }
}
