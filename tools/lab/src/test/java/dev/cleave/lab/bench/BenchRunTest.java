package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.jvm.ChildJvm;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bench from its settings to its report. */
@Timeout(value = 15, unit = TimeUnit.MINUTES) // for a hang: a slow machine needs a few
class BenchRunTest {
    private static final Progress SILENT = Progress.SILENT;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static BenchSettings settings(int forks, Duration limit) {
        return new BenchSettings(
                OptionalInt.empty(),
                16 << 20,
                false,
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                3,
                forks,
                limit,
                Clock.ELAPSED,
                1);
    }

    private static BenchReport run(
            List<Workload> workloads, List<AllocatorName> allocators, List<Integer> threads, BenchSettings settings) {
        return new BenchRun(workloads, allocators, threads, settings, SILENT).run();
    }

    @Test
    void theReportHasTheSchemaThatTheDesignGives() {
        BenchReport report = run(
                List.of(Workload.PAIR, Workload.FILL),
                List.of(AllocatorName.CLEAVE),
                List.of(1, 2),
                settings(0, PATIENCE));

        JsonNode json = new ObjectMapper().valueToTree(report.toJson());

        assertThat(json.fieldNames()).toIterable().containsExactly("environment", "results");
        assertThat(json.get("environment").fieldNames())
                .toIterable()
                .contains("java", "cpu", "processors", "os", "date", "clock");
        assertThat(json.get("results")).hasSize(2 * 3 * 2).allSatisfy(row -> {
            assertThat(row.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "allocator",
                            "workload",
                            "threads",
                            "unit",
                            "median",
                            "min",
                            "max",
                            "operations",
                            "failures",
                            "ratioToFloor",
                            "ratioToBestPeer");
            assertThat(row.get("ratioToBestPeer").isNull()).as("no peer was measured").isTrue();
            assertThat(row.get("unit").textValue()).isEqualTo("ns/op");
            assertThat(row.get("median").doubleValue())
                    .isPositive()
                    .isBetween(row.get("min").doubleValue(), row.get("max").doubleValue());
            assertThat(row.get("operations").longValue()).isPositive();
            assertThat(row.get("failures").longValue()).isZero();
        });
        assertThat(report.results())
                .filteredOn(result -> result.allocator().equals("floor"))
                .hasSize(6)
                .allSatisfy(floor -> assertThat(new Ratios(report.results()).toFloor(floor)).hasValue(1));
        assertThat(report.foundFailures()).isFalse();
    }

    @Test
    void aForkedTrialMeasuresAsWell() {
        BenchReport report = run(
                List.of(Workload.MIXED), List.of(AllocatorName.CLEAVE), List.of(2),
                settings(1, PATIENCE));

        assertThat(report.skipped()).isEmpty();
        assertThat(report.results()).extracting(BenchResult::allocator).containsExactly("floor", "cleave");
        assertThat(report.results()).allSatisfy(result -> assertThat(result.median()).isPositive());
    }

    @Test
    void theFloorCannotBeMissed() {
        BenchReport report =
                run(List.of(Workload.PAIR), List.of(AllocatorName.FLOOR), List.of(1),
                        settings(0, PATIENCE));
        assertThat(report.results()).extracting(BenchResult::allocator).containsExactly("floor");
        assertThat(report.results().getFirst().median()).isPositive();
    }

    @Test
    void whatAnAllocatorCannotDoIsSkippedWithItsReason() {
        BenchReport report = run(
                List.of(Workload.FULL, Workload.HANDOFF),
                List.of(AllocatorName.require("malloc"), AllocatorName.require("jdk-confined")),
                List.of(1, 2),
                settings(0, PATIENCE));

        assertThat(report.skipped())
                .extracting(SkippedTrial::workload, SkippedTrial::allocator, SkippedTrial::threads,
                        SkippedTrial::failed)
                .contains(
                        tuple("full", "malloc", 1, false),
                        tuple("handoff", "malloc", 1, false),
                        tuple("handoff", "jdk-confined", 2, false));
        assertThat(report.results())
                .filteredOn(result -> result.allocator().equals("malloc"))
                .extracting(BenchResult::workload)
                .containsExactly("handoff");
        assertThat(String.join("\n", report.toTable()))
                .contains("not measured:", "it has no capacity of its own", "ask an even number of --threads");
        assertThat(report.foundFailures()).isFalse();
    }

    @Test
    void whatTakesTooLongIsSkippedAndSaidSo() {
        BenchReport report = run(List.of(Workload.PAIR), List.of(AllocatorName.CLEAVE), List.of(1),
                settings(1, Duration.ofMillis(1)));

        assertThat(report.results()).isEmpty();
        assertThat(report.skipped()).extracting(SkippedTrial::allocator).containsExactlyInAnyOrder("floor", "cleave");
        assertThat(report.skipped()).allSatisfy(trial -> assertThat(trial.reason()).contains("--limit"));
    }

    @ParameterizedTest
    @CsvSource({
        "echo failed 3 blocks were lost; exit 1, 3 blocks were lost",
        "exit 3, its JVM ended with exit code 3",
    })
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aTrialThatGoesWrongOnlyAtItsEndHasFailed(String ending, String message) {
        ForkedTrial trial = new ForkedTrial(
                new ChildJvm(List.of("/bin/sh", "-c", "echo ready; cat >/dev/null; " + ending), Map.of()),
                Duration.ZERO, PATIENCE);

        assertThatThrownBy(trial::close).isInstanceOf(TrialException.class).hasMessage(message);
    }

    @Test
    void theRatioToTheBestPeerStandsBesideThatToTheFloorAndIsEmptyWhereThereIsNone() {
        BenchReport report = new BenchReport(Environment.here(), Clock.ELAPSED,
                List.of(new BenchResult("floor", "pair", 1, 5, 5, 5, 100, 0),
                        new BenchResult("cleave", "pair", 1, 10, 10, 10, 100, 0),
                        new BenchResult("malloc", "pair", 1, 40, 40, 40, 100, 0),
                        new BenchResult("rpmalloc", "pair", 1, 20, 20, 20, 100, 0),
                        new BenchResult("floor", "full", 1, 5, 5, 5, 100, 0),
                        new BenchResult("cleave", "full", 1, 15, 15, 15, 100, 7)),
                List.of());

        assertThat(String.join("\n", report.toTable()))
                .containsPattern(" x floor +x best peer\n")
                .containsPattern("pair +1 +cleave +10\\.0 +10\\.0 +10\\.0 +2\\.00 +0\\.50\n")
                .containsPattern("pair +1 +malloc +40\\.0 +40\\.0 +40\\.0 +8\\.00 +2\\.00\n")
                .containsPattern("pair +1 +rpmalloc +20\\.0 +20\\.0 +20\\.0 +4\\.00 +0\\.50\n")
                .containsPattern("full +1 +floor +5\\.0 +5\\.0 +5\\.0 +1\\.00\n")
                .containsPattern("full +1 +cleave +15\\.0 +15\\.0 +15\\.0 +3\\.00 +7 failures");
        JsonNode json = new ObjectMapper().valueToTree(report.toJson());
        assertThat(json.at("/results/1/ratioToBestPeer").doubleValue()).isEqualTo(0.5);
        assertThat(json.at("/results/2/ratioToBestPeer").doubleValue()).isEqualTo(2);
        assertThat(json.at("/results/5/ratioToBestPeer").isNull()).isTrue();
    }

    @Test
    void theReferenceDoesTheWorkloadsOfBlocksOnOneThreadAndSaysWhyNoOthers() {
        List<Workload> blocks = List.of(Workload.PAIR, Workload.BATCH, Workload.FILL, Workload.CROWDED, Workload.FULL,
                Workload.CONSTANT_OCCUPANCY, Workload.LINUX_SCALABILITY);
        List<Workload> others = List.of(Workload.HANDOFF, Workload.HEAP_PAIR, Workload.ARENA_OPEN);
        BenchReport report = run(Stream.concat(blocks.stream(), others.stream()).toList(),
                List.of(AllocatorName.REFERENCE), List.of(1, 2), settings(0, PATIENCE));

        assertThat(report.results())
                .filteredOn(result -> result.allocator().equals("reference"))
                .allSatisfy(result -> assertThat(result.failures()).isZero())
                .extracting(result -> result.workload() + " " + result.threads())
                .containsExactly("pair 1", "batch 1", "fill 1", "fill-free 1", "crowded 1", "full 1",
                        "constant-occupancy 1", "linux-scalability 1");
        assertThat(report.skipped())
                .extracting(SkippedTrial::workload, SkippedTrial::threads, SkippedTrial::reason)
                .contains(tuple("pair", 2, "it is for one thread at a time"),
                        tuple("handoff", 2, "it is for one thread at a time"),
                        tuple("heap-pair", 1, "it serves no memory by the byte"),
                        tuple("arena-open", 1, "it has no arenas"));
        assertThat(report.foundFailures()).isFalse();
    }

    @Test
    void figuresWithoutAFloorHaveNoRatioAndAreStillReported() {
        BenchReport report = new BenchReport(Environment.here(), Clock.ELAPSED,
                List.of(new BenchResult("cleave", "pair", 1, 9, 8, 10, 100, 0)), List.of());

        assertThat(report.toTable().getLast()).contains("cleave", "9.0").endsWith("–");
        assertThat(new ObjectMapper().valueToTree(report.toJson()).at("/results/0/ratioToFloor").isNull()).isTrue();
    }

    @Test
    void progressReachesItsEnd() {
        List<String> steps = new ArrayList<>();
        long[] last = new long[2];
        Progress listener = (what, done, total) -> {
            steps.add(what);
            last[0] = done;
            last[1] = total;
        };
        new BenchRun(
                List.of(Workload.PAIR),
                List.of(AllocatorName.CLEAVE),
                List.of(1),
                settings(0, PATIENCE),
                listener)
                .run();
        assertThat(steps).contains("pair, 1 thread, cleave: warming up", "pair, 1 thread, floor: round 3");
        assertThat(last[0]).isEqualTo(last[1]);
    }

    @Test
    void threadCountsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> run(
                List.of(Workload.PAIR), List.of(AllocatorName.CLEAVE), List.of(0), settings(0, Duration.ofSeconds(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--threads 0: must be 1 to 1024");
    }
}
