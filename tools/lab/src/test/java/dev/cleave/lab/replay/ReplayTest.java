package dev.cleave.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cleave.contiguity.PageTypeInfo;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.lab.trace.TraceReader;
import dev.cleave.workshop.Algorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final ReplaySettings ONE_PASS = new ReplaySettings(1.1, true, 1, 1, 42, LIMIT, false);

    private static ReplayResult replay(Trace trace, ReplaySettings settings) throws ImpossibleReplayException {
        return Replay.run(trace, AllocatorChoices.CLEAVE, settings, Progress.SILENT);
    }

    /** Blocks of random sizes; each is freed by another thread than allocated it. */
    private static Trace crossThreadTrace(TraceKind kind, int threads, long seed) {
        Random random = new Random(seed);
        Trace.Builder builder = new Trace.Builder("crossing", kind);
        List<Integer> live = new ArrayList<>();
        for (int id = 0; id < 20_000; id++) {
            int thread = random.nextInt(threads);
            if (kind == TraceKind.PAGES) {
                builder.allocatePages(id, random.nextInt(4), Mobility.MOVABLE, thread, id * 8L);
            } else {
                builder.allocateBytes(id, 1 + random.nextInt(3000), thread);
            }
            live.add(id);
            if (live.size() > 300) {
                Collections.swap(live, random.nextInt(live.size()), live.size() - 1);
                builder.free(live.removeLast(), (thread + 1) % threads);
            }
        }
        return builder.build();
    }

    @Test
    void theKernelsPagesFitIntoATenthMoreThanTheirPeakAndLinuxIsCountedAsRecorded() throws Exception {
        Trace trace = TraceReader.read("../../samples/pages-build.trace.gz");

        ReplayResult result = replay(trace, ONE_PASS);

        assertThat(result.failures()).isZero();
        assertThat(result.verified()).isEqualTo(trace.blocks());
        assertThat(result.regionBytes()).hasValue((long) Math.ceil(98_094 * 1.1) * 4096);
        assertThat(result.peak().liveBytes()).isEqualTo(98_094 * 4096L);
        assertThat(result.peak().requestedBytes()).isEqualTo(98_094 * 4096L);
        assertThat(result.peak().usedBytes()).isEqualTo(98_094 * 4096L);
        assertThat(result.peak().committedBytes().orElseThrow())
                .isBetween(result.peak().usedBytes(), result.regionBytes().orElseThrow());
        assertThat(result.unmovablePageblocks().orElseThrow().linux()).isEqualTo(43);
        assertThat(result.unmovablePageblocks().orElseThrow().ours()).isBetween(1, 21);
        PageTypeInfo types = result.atEnd().orElseThrow().pageTypes().orElseThrow();
        assertThat(types.unmovablePageblocks()).isBetween(1L, 21L);
        assertThat(result.nsPerEvent()).isPositive();
    }

    @Test
    void withoutGroupsTheUnmovablePagesOfTheSameTraceLieAllOver() throws Exception {
        Trace trace = TraceReader.read("../../samples/pages-build.trace.gz");

        ReplayResult result = Replay.run(trace, AllocatorChoices.UNGROUPED, ONE_PASS, Progress.SILENT);

        assertThat(result.allocator()).isEqualTo("cleave-ungrouped");
        assertThat(result.failures()).isZero();
        assertThat(result.unmovablePageblocks().orElseThrow().ours()).isGreaterThan(43);
        assertThat(result.atEnd().orElseThrow().pageTypes()).isEmpty();
    }

    @Test
    void blocksWithoutMobilityAreNotUngrouped() {
        assertThatThrownBy(() -> Replay.run(crossThreadTrace(TraceKind.HEAP, 1, 5), AllocatorChoices.UNGROUPED,
                ONE_PASS, Progress.SILENT))
                .isInstanceOf(ImpossibleReplayException.class)
                .hasMessageContaining("cleave-ungrouped cannot replay a heap trace: ");
    }

    @Test
    void linuxIsToldTheMobilityOfPagesAndKeepsTheUnmovableTogether() throws Exception {
        Trace trace = TraceReader.read("../../samples/pages-build.trace.gz");
        AllocatorChoice linux = AllocatorChoices.of(AllocatorName.require("linux")).orElseThrow();
        AllocatorChoice lists = AllocatorChoices.of(AllocatorName.require("lists-intrusive")).orElseThrow();

        ReplayResult grouped = Replay.run(trace, linux, ONE_PASS, Progress.SILENT);
        ReplayResult mixed = Replay.run(trace, lists, ONE_PASS, Progress.SILENT);

        assertThat(grouped.failures()).isZero();
        assertThat(mixed.failures()).isZero();
        assertThat(grouped.unmovablePageblocks().orElseThrow().ours())
                .isBetween(1, mixed.unmovablePageblocks().orElseThrow().ours() / 10);
    }

    @Test
    void aHeapTraceIsServedByTheHeapInTwiceItsPeak() throws Exception {
        Trace trace = TraceReader.read("../../samples/malloc-sqlite.trace.gz");

        ReplayResult result = replay(trace, new ReplaySettings(2, true, 1, 1, 42, LIMIT, false));

        assertThat(result.failures()).isZero();
        assertThat(result.verified()).isEqualTo(trace.blocks());
        assertThat(result.regionBytes().orElseThrow() % 4096).isZero();
        assertThat(result.peak().usedBytes()).isGreaterThan(result.peak().requestedBytes());
        assertThat(result.fragmentation().internalAtPeak()).isBetween(1.0, 1.125);
        long committed = result.peak().committedBytes().orElseThrow();
        assertThat(committed).isBetween(result.peak().usedBytes(), result.regionBytes().orElseThrow());
        assertThat(result.committedPerLive().orElseThrow()).isEqualTo((double) committed / trace.peakLiveBytes());
        assertThat(result.floorBytes()).isBetween(4096L * 60, trace.peakLiveBytes());
        assertThat(result.unmovablePageblocks()).isEmpty();
    }

    @Test
    void aTinyHeapTraceHasASlabOfEachOfItsClassesAndIsMeasuredAgainstThose() throws ImpossibleReplayException {
        Trace trace = new Trace.Builder("tiny", TraceKind.HEAP)
                .allocateBytes(0, 65, 0)
                .allocateBytes(1, 192, 1)
                .allocateBytes(2, 700, 0)
                .free(1, 0)
                .build();

        ReplayResult result = replay(trace, new ReplaySettings(1, true, 1, 2, 42, LIMIT, false));

        assertThat(result.failures()).isZero();
        assertThat(result.fragmentation().internalAtPeak()).isEqualTo((72 + 192 + 704) / (65 + 192 + 700.0));
        assertThat(result.floorBytes()).isGreaterThanOrEqualTo(3 * 4096);
        assertThat(result.regionBytes().orElseThrow()).isEqualTo(result.floorBytes());
        assertThat(result.committedPerLiveOrFloor().orElseThrow()).isLessThanOrEqualTo(1);
        assertThat(result.committedPerLive().orElseThrow()).as("slabs of eight blocks at least, in units of 1 KiB")
                .isGreaterThan(8);
    }

    @Test
    void theTightestRegionOfAHeapTraceServesAndIsNoSmallerThanItsFloor() throws ImpossibleReplayException {
        Trace trace = crossThreadTrace(TraceKind.HEAP, 1, 15);

        ReplayResult result = replay(trace, new ReplaySettings(4, true, 1, 1, 42, LIMIT, true));

        double factor = result.tightestFactor().orElseThrow();
        assertThat(factor * trace.peakLiveBytes()).isGreaterThanOrEqualTo((double) result.floorBytes());
        assertThat(replay(trace, new ReplaySettings(factor, true, 1, 1, 42, LIMIT, false)).failures()).isZero();
    }

    @Test
    void freeMemoryAtTheEndIsWhatTheLastLiveBlocksLeave() throws ImpossibleReplayException {
        Trace trace = new Trace.Builder("small", TraceKind.PAGES)
                .allocatePages(0, 9, Mobility.MOVABLE, 0, 512)
                .allocatePages(1, 0, Mobility.UNMOVABLE, 0, 5)
                .free(0, 0)
                .build();

        ReplayResult result = replay(trace, new ReplaySettings(2, true, 1, 1, 42, LIMIT, false));

        ReplayResult.AtEnd end = result.atEnd().orElseThrow();
        assertThat(end.free().bytes()).isEqualTo(result.regionBytes().orElseThrow() - 4096);
        assertThat(end.fragmentationOrder()).isEqualTo(9);
        assertThat(result.unmovablePageblocks()).contains(new ReplayResult.UnmovablePageblocks(1, 1));
        assertThat(result.maps()).extracting(map -> map.moment())
                .containsExactly("at the peak of use", "at the end of the trace");
    }

    @Test
    void theTimelineEndsWithTheLastEventAndHoldsThePeak() throws ImpossibleReplayException {
        Trace trace = crossThreadTrace(TraceKind.PAGES, 1, 5);

        ReplayResult result = replay(trace, ONE_PASS);

        List<Timeline.Sample> samples = result.timeline().samples();
        assertThat(samples).extracting(Timeline.Sample::event).isSorted();
        assertThat(samples.getLast().event()).isEqualTo(trace.events());
        assertThat(samples).extracting(Timeline.Sample::requestedBytes).contains((double) trace.peakLiveBytes());
        assertThat(samples).allSatisfy(sample -> assertThat(sample.unusableFreeSpaceIndex()).isBetween(0.0, 1.0));
    }

    @ParameterizedTest(name = "{0}, {1} threads, seed {2}")
    @CsvSource({"PAGES, 2, 1", "PAGES, 4, 2", "HEAP, 2, 3", "HEAP, 8, 4"})
    void realThreadsFreeEachOthersBlocksAndEveryByteHolds(TraceKind kind, int threads, long seed) throws Exception {
        Trace trace = crossThreadTrace(kind, threads, seed);

        ReplayResult result = replay(trace, new ReplaySettings(20, true, 2, threads, seed, LIMIT, false));

        assertThat(result.threads()).isEqualTo(threads);
        assertThat(result.damages()).isEmpty();
        assertThat(result.failures()).isZero();
        assertThat(result.verified()).isEqualTo(trace.blocks());
    }

    @Test
    void moreThreadsThanWereRecordedAreNotUsed() throws ImpossibleReplayException {
        assertThat(
                replay(crossThreadTrace(TraceKind.HEAP, 2, 6), new ReplaySettings(20, true, 1, 8, 1, LIMIT, false))
                        .threads())
                .isEqualTo(2);
    }

    @Test
    void aThreadThatFailsStopsTheOthersAndIsReported() {
        Trace trace = crossThreadTrace(TraceKind.HEAP, 2, 7);
        AllocatorChoice choice = FaultyAllocator.choice((number, bytes) -> {
            throw new UnsupportedOperationException("on purpose");
        });

        assertThatThrownBy(() -> Replay.run(trace, choice, new ReplaySettings(2, true, 1, 2, 1, LIMIT, false),
                Progress.SILENT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("on purpose");
    }

    @Test
    void theTightestRegionServesAndIsNoSmallerThanThePeak() throws ImpossibleReplayException {
        Trace trace = crossThreadTrace(TraceKind.PAGES, 1, 8);

        ReplayResult result = replay(trace, new ReplaySettings(2, true, 1, 1, 42, LIMIT, true));

        double factor = result.tightestFactor().orElseThrow();
        assertThat(factor).isBetween(1.0, 2.0);
        assertThat(replay(trace, new ReplaySettings(factor, true, 1, 1, 42, LIMIT, false)).failures()).isZero();
    }

    @Test
    void noRegionIsTightEnoughWhenNotEvenTheGivenOneServes() throws ImpossibleReplayException {
        Trace trace = new Trace.Builder("holes", TraceKind.PAGES)
                .allocatePages(0, 0, Mobility.MOVABLE, 0, 0)
                .allocatePages(1, 1, Mobility.MOVABLE, 0, 2)
                .build();

        ReplayResult result = replay(trace, new ReplaySettings(1, true, 1, 1, 42, LIMIT, true));

        assertThat(result.failedAllocations() == 0).isEqualTo(result.tightestFactor().isPresent());
    }

    /** The shared arenas are slow, so the traces are short. */
    private static Trace shortTrace(TraceKind kind, int threads, long seed) {
        Random random = new Random(seed);
        Trace.Builder builder = new Trace.Builder("short", kind);
        for (int id = 0; id < 400; id++) {
            int thread = id % threads;
            if (kind == TraceKind.PAGES) {
                builder.allocatePages(id, random.nextInt(4), Mobility.MOVABLE, thread, id * 8L);
            } else {
                builder.allocateBytes(id, 1 + random.nextInt(3000), thread);
            }
            if (id >= 100) {
                builder.free(id - 100, (thread + 1) % threads);
            }
        }
        return builder.build();
    }

    private static List<AllocatorName> serving() {
        return AllocatorName.all().stream().filter(each -> AllocatorChoices.of(each).isPresent()).toList();
    }

    private static List<AllocatorName> freeingAcrossThreads() {
        return serving().stream().filter(AllocatorName::freesAcrossThreads).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("serving")
    void everyAllocatorKnownByNameServesBothKindsAndEveryByteHolds(AllocatorName name) {
        AllocatorChoice choice = AllocatorChoices.of(name).orElseThrow();
        for (TraceKind kind : TraceKind.values()) {
            Trace trace = shortTrace(kind, 1, 9);

            ReplayResult result = replayOrAbort(trace, choice, new ReplaySettings(2, true, 1, 1, 42, LIMIT, false));

            assertThat(result.damages()).isEmpty();
            assertThat(result.failures()).isZero();
            assertThat(result.verified()).isEqualTo(trace.blocks());
            assertThat(result.peak().usedBytes()).isGreaterThanOrEqualTo(result.peak().requestedBytes());
            assertThat(result.regionBytes().isPresent()).isEqualTo(name.bounded());
        }
    }

    private static ReplayResult replayOrAbort(Trace trace, AllocatorChoice choice, ReplaySettings settings) {
        try {
            return Replay.run(trace, choice, settings, Progress.SILENT);
        } catch (ImpossibleReplayException impossible) {
            return abort(impossible.getMessage());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("freeingAcrossThreads")
    void everyAllocatorThatFreesAcrossThreadsDoesSo(AllocatorName name) {
        ReplayResult result = replayOrAbort(shortTrace(TraceKind.HEAP, 2, 11), AllocatorChoices.of(name).orElseThrow(),
                new ReplaySettings(20, true, 1, 2, 42, LIMIT, false));

        assertThat(result.threads()).isEqualTo(2);
        assertThat(result.failures()).isZero();
    }

    @Test
    void whatCannotBeDoneInReasonIsRefusedWithItsReason() {
        AllocatorChoice confined = AllocatorChoices.of(AllocatorName.require("jdk-confined")).orElseThrow();
        AllocatorChoice shared = AllocatorChoices.of(AllocatorName.require("jdk-shared")).orElseThrow();
        Trace trace = crossThreadTrace(TraceKind.HEAP, 2, 12);

        assertThatThrownBy(() -> Replay.run(trace, confined, new ReplaySettings(2, true, 1, 2, 1, LIMIT, false),
                Progress.SILENT))
                .isInstanceOf(ImpossibleReplayException.class)
                .hasMessageContaining("jdk-confined cannot replay a heap trace").hasMessageContaining("--threads 1");
        assertThatThrownBy(() -> Replay.run(trace, shared, new ReplaySettings(2, true, 10_000, 1, 1, LIMIT, false),
                Progress.SILENT))
                .isInstanceOf(ImpossibleReplayException.class)
                .hasMessageContaining("the 10003 passes would take about ");
    }

    @Test
    void whatIsNotDoneInTheTimeAllowedIsRefusedWithItsReason() {
        Trace trace = shortTrace(TraceKind.HEAP, 1, 13);
        for (AllocatorName name : List.of(AllocatorName.require("lists-linked"), AllocatorName.require("malloc"))) {
            AllocatorChoice choice = AllocatorChoices.of(name).orElseThrow();
            assertThatThrownBy(() -> Replay.run(trace, choice,
                    new ReplaySettings(2, true, 1, 1, 1, Duration.ofNanos(1), false), Progress.SILENT))
                    .isInstanceOf(ImpossibleReplayException.class)
                    .hasMessageContaining(name + " cannot replay").hasMessageContaining(": 0 of ")
                    .hasMessageContaining("--time-limit");
        }
    }

    @Test
    void whatIsForOneThreadIsRefusedMore() {
        AllocatorChoice lists = AllocatorChoices.of(AllocatorName.require("lists-vector")).orElseThrow();
        assertThatThrownBy(() -> Replay.run(crossThreadTrace(TraceKind.HEAP, 2, 14), lists,
                new ReplaySettings(2, true, 1, 2, 1, LIMIT, false), Progress.SILENT))
                .isInstanceOf(ImpossibleReplayException.class)
                .hasMessageContaining("one thread at a time");
    }

    @Test
    void fragmentationIsThatOfTheBlocks() throws ImpossibleReplayException {
        Trace.Builder builder = new Trace.Builder("three.trace", TraceKind.HEAP);
        builder.allocateBytes(0, 65, 0);
        builder.allocateBytes(1, 3 * 64, 0);
        builder.free(1, 0);
        ReplayResult result = Replay.run(builder.build(),
                AllocatorChoices.of(AllocatorName.require("bitmap-tree")).orElseThrow(),
                new ReplaySettings(1000, true, 1, 1, 1, LIMIT, false), Progress.SILENT);

        ReplayResult.Fragmentation fragmentation = result.fragmentation();
        assertThat(fragmentation.internalAtPeak()).isEqualTo((128 + 256) / (65 + 192.0));
        assertThat(fragmentation.internalAverage())
                .isCloseTo((2 * 128 / 65.0 + (128 + 256) / (65 + 192.0)) / 3, within(1e-9));
        assertThat(fragmentation.externalAtPeak().orElseThrow()).isBetween(0.0, 1.0);
        assertThat(fragmentation.largestFreeOrderAtPeak().orElseThrow()).isBetween(8, 12);
    }

    @Test
    void theFloorHasNoMemoryToReplayThrough() {
        assertThat(AllocatorChoices.of(AllocatorName.FLOOR)).isEmpty();
        assertThat(AllocatorChoices.all()).extracting(AllocatorChoice::name)
                .containsAll(Arrays.stream(Algorithm.values()).map(Algorithm::label).toList())
                .contains("jdk-confined", "jdk-shared", "malloc", "unsafe", "netty-pooled", "netty-adaptive",
                        "jemalloc", "rpmalloc")
                .startsWith("cleave");
    }

    @Test
    void progressIsReportedToTheEndOfEveryStep() throws ImpossibleReplayException {
        List<String> steps = new ArrayList<>();

        Replay.run(crossThreadTrace(TraceKind.PAGES, 1, 10), AllocatorChoices.CLEAVE,
                new ReplaySettings(2, true, 1, 1, 42, LIMIT, false), (step, done, total) -> {
                    if (done == total) {
                        steps.add(step);
                    }
                });

        assertThat(steps).containsExactly("replaying", "warming up", "timing");
    }

    @Test
    void aWarmUpWhoseTimeIsOverBeforeItsEventsWerePlayedIsReportedToItsEndToo() throws ImpossibleReplayException {
        List<Long> warm = new ArrayList<>();
        long[] most = new long[1];

        Replay.run(crossThreadTrace(TraceKind.PAGES, 1, 10), AllocatorChoices.CLEAVE,
                new ReplaySettings(2, true, 1, 1, 42, LIMIT, false), (step, done, total) -> {
                    if (step.equals("warming up")) {
                        warm.add(done);
                        most[0] = total;
                        outlastWarmUp(done);
                    }
                });

        assertThat(most[0]).isGreaterThan(3);
        assertThat(warm).containsExactly(1L, 2L, most[0]);
    }

    /** As a machine so slow that two passes take all the time there is. */
    private static void outlastWarmUp(long passes) {
        long start = System.nanoTime();
        while (passes == 2 && System.nanoTime() - start <= Replay.WARM_UP_NANOS) {
            LockSupport.parkNanos(Replay.WARM_UP_NANOS);
        }
    }

    @Test
    void theSearchForTheTightestRegionIsReportedToItsEnd() throws ImpossibleReplayException {
        List<Long> last = new ArrayList<>();

        Replay.run(crossThreadTrace(TraceKind.PAGES, 1, 8), AllocatorChoices.CLEAVE,
                new ReplaySettings(2, true, 1, 1, 42, LIMIT, true), (step, done, total) -> {
                    if (step.equals("looking for the tightest region")) {
                        last.add(total - done);
                    }
                });

        assertThat(last).isNotEmpty().endsWith(0L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 0, -1, 1001, Double.NaN, Double.POSITIVE_INFINITY})
    void senselessRegionFactorsAreRefused(double factor) {
        assertThatThrownBy(() -> new ReplaySettings(factor, true, 1, 1, 1, LIMIT, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--region-factor " + factor + ": must be 1 to 1000");
    }
}
