package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.peer.AllocatorName;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the workloads of Netty's buffers owe an allocator, and what they find out. */
@Timeout(value = 15, unit = TimeUnit.MINUTES) // for a hang: a slow machine needs a few
class BufferWorkloadTest {
    private static final long CAPACITY = 256 << 20;
    private static final Duration ROUND = SecondRound.LENGTH;
    private static final HeapLoad LITTLE = new HeapLoad(List.of(), 16 << 20, 2_000);

    private static BenchSettings settings(Clock clock) {
        return new BenchSettings(OptionalInt.empty(), CAPACITY, false, Duration.ZERO, ROUND, 1, 0,
                Duration.ofSeconds(30), clock, 42, LITTLE);
    }

    private static Trial trial(AllocatorName allocator, Workload workload, int threads) {
        return new Trial(allocator, workload, threads, settings(Clock.ELAPSED));
    }

    private static RoundResult measure(Trial trial, Peer peer) {
        return SecondRound.of(trial, peer).getFirst();
    }

    @DisplayName("Every buffer is released once, and no more are live than the workload's name says")
    @ParameterizedTest
    @CsvSource({"NETTY_PATTERN_128,1,128,128", "NETTY_PATTERN_128,2,128,256", "NETTY_PATTERN_1024,1,1024,1024",
        "NETTY_PATTERN_HTTP,2,256,512", "NETTY_PATTERN_VIRTUAL,1,8,8000", "NETTY_PATTERN_VIRTUAL,3,8,8000"})
    void everyBufferIsReleasedOnce(Workload workload, int threads, long leastLive, long mostLive) {
        BookkeepingHeapPeer books = new BookkeepingHeapPeer(1L << 40);

        RoundResult result = measure(trial(AllocatorName.CLEAVE, workload, threads), books);

        assertThat(books.live()).isZero();
        assertThat(books.frees()).isEqualTo(books.sizes().size());
        assertThat(result.phase()).isEqualTo(workload.label());
        assertThat(result.operations()).isPositive();
        assertThat(result.failures()).isZero();
        assertThat(books.peakBlocks()).isBetween(leastLive, mostLive);
    }

    private static Stream<Arguments> allocatorsOfBuffers() {
        return AllocatorName.all().stream().filter(AllocatorName::servesBuffers)
                .flatMap(allocator -> Workload.named("netty-pattern").stream()
                        .filter(workload -> workload != Workload.NETTY_PATTERN_CHURN)
                        .map(workload -> Arguments.of(allocator, workload)));
    }

    @DisplayName("Each allocator that has buffers serves every pattern")
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void allocatorsOfBuffers(AllocatorName allocator, Workload workload) {
        try (TrialRunner runner = new TrialRunner(trial(allocator, workload, 2))) {
            RoundResult result = runner.round(ROUND).getFirst();
            assertThat(result.operations()).isPositive();
            assertThat(result.failures()).isZero();
            assertThat(result.nanosPerOperation()).isPositive().isFinite();
        }
    }

    @DisplayName("netty-pattern-churn: the replacements asked for, and the memory that its buffers take")
    @ParameterizedTest
    @CsvSource({"cleave,1,0.5", "cleave,2,0.5", "netty-pooled,1,0", "netty-adaptive,1,0"})
    @EnabledOnOs(OS.LINUX)
    void aChurnOfBuffersLooksAtTheMemory(String allocator, int threads, double leastPerLive) {
        Trial trial = trial(AllocatorName.require(allocator), Workload.NETTY_PATTERN_CHURN, threads);
        try (TrialRunner runner = new TrialRunner(trial)) {
            RoundResult result = runner.round(ROUND).getFirst();
            assertThat(result.operations()).isEqualTo(2_000);
            assertThat(result.failures()).isZero();
            assertThat(result.residency().orElseThrow().perLive())
                    .as("every page is touched; Netty's allocators may hold some from earlier trials in this JVM")
                    .isGreaterThan(leastPerLive);
        }
    }

    @DisplayName("An allocator without Netty's buffers is refused")
    @Test
    void anAllocatorWithoutBuffersIsRefused() {
        BenchSettings settings = settings(Clock.ELAPSED);
        for (Workload each : Workload.named("netty-pattern")) {
            assertThat(each.whyNot(AllocatorName.require("malloc"), 1, settings))
                    .contains("it has no buffers of Netty's");
            assertThat(each.whyNot(AllocatorName.CLEAVE, 2, settings)).isEmpty();
        }
        assertThatThrownBy(() -> new HeapPeer(AllocatorName.require("malloc")).buffersForThread(1))
                .isInstanceOf(UnsupportedOperationException.class).hasMessage("it has no buffers of Netty's");
    }

    @DisplayName("Work of virtual threads is timed by the clock on the wall, for the system charges it to their"
            + " carriers")
    @ParameterizedTest
    @EnumSource(value = Workload.class, names = ".*_VIRTUAL", mode = EnumSource.Mode.MATCH_ALL)
    void workOfVirtualThreadsIsTimedByTheClockOnTheWall(Workload workload) {
        Trial trial = new Trial(AllocatorName.CLEAVE, workload, 1, settings(Clock.PROCESSOR));
        try (TrialRunner runner = new TrialRunner(trial, new BookkeepingHeapPeer(1L << 40))) {
            RoundResult result = runner.round(ROUND).getFirst();
            double workers = result.nanosPerOperation() * result.operations();
            assertThat(workers).as("nanoseconds of a thread that waited for the others")
                    .isGreaterThan(0.9 * ROUND.toNanos());
        }
    }

    @DisplayName("Recorded sizes are quantiles: rising, and as many as a power of two")
    @ParameterizedTest
    @EnumSource
    void recordedSizesAreQuantiles(BufferSizes sizes) {
        long[] bytes = sizes.bytes();
        assertThat(bytes).hasSize(512).isSorted();
        assertThat(LongStream.of(bytes).min().orElseThrow()).isPositive();
        assertThat(sizes.most()).isEqualTo(bytes[bytes.length - 1]).isGreaterThan(bytes[0]);
        assertThat(Arrays.stream(bytes).distinct().count()).isGreaterThan(16);
    }
}
