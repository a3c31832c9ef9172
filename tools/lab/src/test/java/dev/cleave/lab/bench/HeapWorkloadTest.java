package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the workloads of the heap owe an allocator, and what they find out. */
@Timeout(value = 15, unit = TimeUnit.MINUTES) // for a hang: a slow machine needs a few
class HeapWorkloadTest {
    private static final long UNITS = 65_536;
    private static final long PLENTY = 1L << 40;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration ROUND = SecondRound.LENGTH;

    private static Trial trial(AllocatorName allocator, Workload workload, int threads, HeapLoad load) {
        return new Trial(allocator, workload, threads,
                new BenchSettings(OptionalInt.empty(), UNITS * BlockHold.UNIT_BYTES, false, Duration.ZERO, ROUND,
                        1, 0, Duration.ofSeconds(30), Clock.ELAPSED, 42, load));
    }

    private static Trial trial(Workload workload, int threads) {
        return trial(AllocatorName.CLEAVE, workload, threads, HeapLoad.USUAL);
    }

    private static RoundResult measure(Trial trial, Peer peer) {
        return SecondRound.of(trial, peer).getFirst();
    }

    @DisplayName("Every block is freed once, through the slot it was allocated in, and every operation is timed")
    @ParameterizedTest
    @CsvSource({"HEAP_PAIR,1", "HEAP_PAIR,3", "HEAP_BATCH,1", "HEAP_BATCH,2", "HEAP_MIXED,1", "HEAP_MIXED,2",
        "HEAP_HANDOFF,2", "HEAP_HANDOFF,4", "HEAP_VIRTUAL,1", "HEAP_VIRTUAL,3"})
    void everythingTakenIsGivenBackAndEveryOperationIsTimed(Workload workload, int threads) {
        BookkeepingHeapPeer books = new BookkeepingHeapPeer(PLENTY);

        RoundResult result = measure(trial(workload, threads), books);

        assertThat(books.live()).isZero();
        assertThat(books.frees()).isEqualTo(books.sizes().size());
        assertThat(result.phase()).isEqualTo(workload.label());
        assertThat(result.nanosPerOperation()).isPositive().isFinite();
        assertThat(result.operations()).isPositive();
        assertThat(result.failures()).isZero();
        assertThat(result.residency()).isEmpty();
    }

    @DisplayName("Blocks have the size that was asked for, or the workload's own")
    @ParameterizedTest
    @CsvSource({"HEAP_PAIR,1,64,1", "HEAP_BATCH,1,4096,1000", "HEAP_HANDOFF,2,64,1024", "HEAP_VIRTUAL,1,1024,1000"})
    void blocksHaveTheSizeAskedForOrTheWorkloadsOwn(Workload workload, int threads, long own, long mostLive) {
        BookkeepingHeapPeer usual = new BookkeepingHeapPeer(PLENTY);
        measure(trial(workload, threads), usual);
        BookkeepingHeapPeer asked = new BookkeepingHeapPeer(PLENTY);
        measure(trial(AllocatorName.CLEAVE, workload, threads, HeapLoad.USUAL.of(777)), asked);

        assertThat(new HashSet<>(usual.sizes())).containsExactly(own);
        assertThat(usual.peakBytes()).isBetween(own, mostLive * own);
        assertThat(new HashSet<>(asked.sizes())).containsExactly(777L);
    }

    @DisplayName("heap-batch holds a thousand blocks at a time")
    @Test
    void aBatchHoldsAThousandBlocks() {
        BookkeepingHeapPeer books = new BookkeepingHeapPeer(PLENTY);
        measure(trial(Workload.HEAP_BATCH, 1), books);
        assertThat(books.peakBytes()).isEqualTo(1_000 * 4096);
    }

    @DisplayName("heap-mixed: as many blocks in every doubling from 64 B to 256 KiB")
    @Test
    void mixedSizesAreLogUniform() {
        BookkeepingHeapPeer books = new BookkeepingHeapPeer(PLENTY);
        measure(trial(Workload.HEAP_MIXED, 1), books);

        int[] byDoubling = new int[19];
        books.sizes().forEach(bytes -> byDoubling[63 - Long.numberOfLeadingZeros(bytes)]++);

        double share = books.sizes().size() / 12.0;
        for (int doubling = 6; doubling < 18; doubling++) {
            assertThat((double) byDoubling[doubling]).as("2^%d, seed 42", doubling).isBetween(0.7 * share, 1.3 * share);
        }
        assertThat(books.sizes()).allSatisfy(bytes -> assertThat(bytes).isBetween(64L, 256L << 10));
    }

    @DisplayName("heap-virtual: none but virtual threads allocate, a thousand of them in all")
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void virtualThreadsAllocate(int threads) {
        BookkeepingHeapPeer books = new BookkeepingHeapPeer(PLENTY);
        Trial trial = new Trial(AllocatorName.CLEAVE, Workload.HEAP_VIRTUAL, threads,
                new BenchSettings(OptionalInt.empty(), UNITS * BlockHold.UNIT_BYTES, false, Duration.ZERO, ROUND,
                        1, 0, Duration.ofSeconds(30), Clock.ELAPSED, 1));
        try (TrialRunner runner = new TrialRunner(trial, books)) {
            runner.round(Duration.ofMillis(300));
        }
        assertThat(books.threads()).allSatisfy(thread -> assertThat(thread.isVirtual()).isTrue());
        assertThat(books.threads().size()).isBetween(threads, VirtualWorker.VIRTUAL_THREADS);
        assertThat(trial.jvmOptions()).contains("-Djdk.virtualThreadScheduler.parallelism=" + threads);
    }

    @DisplayName("heap-virtual: what a virtual thread throws ends the trial")
    @Test
    void whatAVirtualThreadThrowsEndsTheTrial() {
        Peer broken = new Peer() {
            @Override
            public BlockHold forThread(int slots) {
                throw new AssertionError("no orders");
            }

            @Override
            public ByteAllocator bytesForThread(int slots) {
                return new BrokenHeap();
            }
        };
        assertThatThrownBy(() -> measure(trial(Workload.HEAP_VIRTUAL, 1), broken))
                .isInstanceOf(TrialException.class)
                .rootCause()
                .hasMessage("the books do not balance");
    }

    private static final class BrokenHeap implements ByteAllocator {
        @Override
        public long allocate(long byteSize, int slot) {
            throw new IllegalStateException("the books do not balance");
        }

        @Override
        public void free(long address, int slot) {}

        @Override
        public long blockBytes(long address, int slot, long byteSize) {
            return byteSize;
        }
    }

    @DisplayName("A heap that is full counts failures, and not operations")
    @Test
    void allocationsThatFailAreCountedAndNotTimed() {
        BookkeepingHeapPeer small = new BookkeepingHeapPeer(100 * 4096);
        RoundResult result = measure(trial(Workload.HEAP_BATCH, 1), small);
        assertThat(result.failures()).isEqualTo(result.operations() / 100 * 900);
        assertThat(small.live()).isZero();
    }

    private static List<AllocatorName> servingBytes() {
        return AllocatorName.all().stream().filter(AllocatorName::servesBytes).toList();
    }

    @DisplayName("heap-churn: the replacements asked for, and the memory that its blocks take")
    @ParameterizedTest
    @MethodSource("servingBytes")
    @EnabledOnOs(OS.LINUX)
    void aChurnDoesItsReplacementsAndLooksAtTheMemory(AllocatorName allocator) {
        HeapLoad load = new HeapLoad(List.of(), 32 << 20, 500);
        Trial trial = trial(allocator, Workload.HEAP_CHURN, 1, load);

        RoundResult result = measureOrAbort(trial);

        assertThat(result.operations()).isEqualTo(500);
        assertThat(result.failures()).isZero();
        Residency found = result.residency().orElseThrow();
        assertThat(found.perLive()).isPositive().isFinite();
        assertThat(found.shareAfterFree()).isPositive().isFinite();
    }

    private static RoundResult measureOrAbort(Trial trial) {
        try (TrialRunner runner = new TrialRunner(trial)) {
            return runner.round(ROUND).getFirst();
        } catch (UnsupportedOperationException missing) {
            return abort(missing.getMessage());
        }
    }

    /**
     * For figures of the memory: in this JVM the Java heap may shrink meanwhile, by more than is
     * measured.
     */
    private static RoundResult measureInItsOwnJvm(Trial trial) {
        try (ForkedTrial jvm = new ForkedTrial(trial, Duration.ofMinutes(1))) {
            return jvm.round().getFirst();
        }
    }

    @DisplayName("heap-churn: threads share what is live and the replacements, and one looks at the memory for all")
    @Test
    @EnabledOnOs(OS.LINUX)
    void aChurnIsSharedOutAmongThreads() {
        HeapLoad load = new HeapLoad(List.of(), 32 << 20, 1_000);
        Trial trial = trial(AllocatorName.CLEAVE, Workload.HEAP_CHURN, 2, load);

        RoundResult result = measureInItsOwnJvm(trial);

        assertThat(ChurnWorker.blocks(trial, new long[] {64 << 10, 192 << 10})).isEqualTo(128);
        assertThat(result.operations()).isEqualTo(1_000);
        assertThat(result.residency().orElseThrow().perLive()).as("every page is touched").isGreaterThan(0.5);
    }

    @DisplayName("An allocator without memory by the byte is refused, and the floor does anything")
    @Test
    void whoServesNoBytesIsRefused() {
        BenchSettings settings = MeasuringTest.settings(16 << 20);
        assertThat(Workload.HEAP_PAIR.whyNot(AllocatorName.require("bitmap-tree"), 1, settings))
                .contains("it serves no memory by the byte");
        assertThat(Workload.HEAP_HANDOFF.whyNot(AllocatorName.CLEAVE, 1, settings).orElseThrow())
                .contains("even number of --threads");
        assertThat(Workload.HEAP_HANDOFF.whyNot(AllocatorName.require("jdk-confined"), 2, settings)).isPresent();
        assertThat(Workload.HEAP_VIRTUAL.whyNot(AllocatorName.CLEAVE, 2, settings)).isEmpty();
        assertThat(Workload.HEAP_CHURN.whyNot(AllocatorName.FLOOR, 2, settings)).isEmpty();
        assertThat(Workload.named("heap")).hasSize(6);
    }

    @DisplayName("A list of sizes is measured size by size; workloads of random sizes, and of orders, once")
    @Test
    void aListOfSizesIsMeasuredSizeBySize() {
        BenchSettings settings = withLoad(new HeapLoad(List.of(64L, 4096L, 64L), 1 << 20, 1));
        assertThat(settings.variants(Workload.HEAP_PAIR)).extracting(each -> each.onlyBytes().orElseThrow())
                .containsExactly(64L, 4096L);
        assertThat(settings.variants(Workload.HEAP_MIXED)).singleElement()
                .satisfies(each -> assertThat(each.onlyBytes()).isEmpty());
        assertThat(settings.variants(Workload.PAIR)).hasSize(1);
        assertThat(MeasuringTest.settings(16 << 20).variants(Workload.HEAP_BATCH))
                .extracting(each -> each.onlyBytes().orElseThrow()).containsExactly(4096L);
    }

    private static BenchSettings withLoad(HeapLoad load) {
        return new BenchSettings(OptionalInt.empty(), 16 << 20, false, Duration.ZERO, ROUND, 1, 0,
                PATIENCE, Clock.ELAPSED, 1, load);
    }

    @DisplayName("A trial and a round come back from their lines as they were")
    @Test
    void trialsAndRoundsSurviveTheirLines() {
        Trial trial = trial(AllocatorName.CLEAVE, Workload.HEAP_PAIR, 2, new HeapLoad(List.of(256L), 7 << 20, 99));
        assertThat(Trial.parse(trial.toArguments())).isEqualTo(trial);
        RoundResult round = new RoundResult("heap-churn", 1.5, 2, 0, Optional.of(new Residency(1.125, 0.02)));
        assertThat(RoundResult.parse(round.toLine())).isEqualTo(round);
    }

    @DisplayName("What was found of the memory stands in the JSON rows and in the table, a median each")
    @Test
    void theReportShowsTheMemory() {
        Samples samples = new Samples();
        for (double perLive : new double[] {1.5, 1.25, 9}) {
            samples.add(new RoundResult("heap-churn", 10, 1, 0, Optional.of(new Residency(perLive, 0.5))));
        }
        BenchResult result = new BenchResult("cleave", "heap-churn", 1, 10, 10, 10, 3, 0,
                OptionalLong.of(64), samples.residency());
        BenchReport report = new BenchReport(Environment.here(), Clock.ELAPSED, List.of(result), List.of());

        assertThat(report.toJson().toString()).contains("bytes=64", "residentPerLive=1.5",
                "residentShareAfterFree=0.5");
        assertThat(String.join("\n", report.toTable())).contains("resident/live", "heap-churn 64 B", "1.50", "50.0 %");
    }

    @DisplayName("What cannot be allocated is refused by the option's name")
    @ParameterizedTest
    @CsvSource({"0, 1048576, 1, --bytes 0", "-1, 1048576, 1, --bytes -1", "16777217, 1048576, 1, --bytes 16777217",
        "64, 1048575, 1, --live 1048575", "64, 1048576, 0, --replacements 0"})
    void whatCannotBeAllocatedIsRefused(long bytes, long live, long replacements, String named) {
        assertThatThrownBy(() -> new HeapLoad(List.of(bytes), live, replacements))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(named + ": must be ");
    }

    @DisplayName("Log-uniform sizes begin at the least")
    @Test
    void logUniformSizesBeginAtTheLeast() {
        assertThat(Arrays.stream(SizedHold.logUniform(256, 1 << 20, 1_000)).min().orElseThrow()).isBetween(256L, 260L);
    }
}
