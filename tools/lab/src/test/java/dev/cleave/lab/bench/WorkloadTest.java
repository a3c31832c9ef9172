package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.peer.AllocatorName;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every workload owes an allocator: one block a slot, what it says it does, and nothing left
 * behind.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES) // for a hang: a slow machine needs a few
class WorkloadTest {
    private static final long UNITS = 65_536;
    private static final Duration ROUND = SecondRound.LENGTH;

    private static Trial trial(Workload workload, int threads, boolean fragmented) {
        return new Trial(AllocatorName.CLEAVE, workload, threads,
                new BenchSettings(OptionalInt.empty(), UNITS * BlockHold.UNIT_BYTES, fragmented, Duration.ZERO, ROUND,
                        1, 0, Duration.ofSeconds(30), Clock.ELAPSED, 42));
    }

    @ParameterizedTest
    @CsvSource({"PAIR,1", "PAIR,3", "BATCH,1", "BATCH,3", "MIXED,1", "MIXED,2", "FILL,1", "FILL,4", "CROWDED,1",
        "CROWDED,2",
        "FULL,1", "FULL,2", "HANDOFF,2", "HANDOFF,4", "THREADTEST,1", "THREADTEST,3", "LARSON,1", "LARSON,3",
        "CONSTANT_OCCUPANCY,1", "CONSTANT_OCCUPANCY,2", "LINUX_SCALABILITY,1", "LINUX_SCALABILITY,3"})
    void everythingTakenIsGivenBackAndEveryOperationIsTimed(Workload workload, int threads) {
        BookkeepingPeer books = new BookkeepingPeer(workload == Workload.THREADTEST ? 4 * UNITS : UNITS);
        Trial trial = trial(workload, threads, false);

        List<RoundResult> results = SecondRound.of(trial, books);

        assertThat(books.live()).isZero();
        assertThat(books.frees()).isEqualTo(books.allocations());
        assertThat(results).extracting(RoundResult::phase).isEqualTo(trial.phases());
        assertThat(results).allSatisfy(result -> {
            assertThat(result.nanosPerOperation()).isPositive().isFinite();
            assertThat(result.operations()).isPositive();
            assertThat(result.failures()).isZero();
        });
    }

    @ParameterizedTest
    @CsvSource({"cleave,ARENA_OPEN,1", "cleave,ARENA_MANY,2", "cleave,ARENA_LARGE_64K_UNINITIALIZED,1",
        "cleave,ARENA_LARGE_4K_ZEROED,2", "jdk-confined,ARENA_OPEN,2",
        "jdk-confined,ARENA_LARGE_4K_UNINITIALIZED,1"})
    void arenasAreOpenedAndClosedAndNoneKeepsMemory(AllocatorName allocator, Workload workload, int threads) {
        RoundResult result = SecondRound.of(trial(workload, threads, false), Peer.open(allocator, UNITS, 0)).getFirst();
        assertThat(result.operations()).isPositive();
        assertThat(result.failures()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void pinReachesAMovableBlockInEachWayBesideAPairOfTheSpace(int threads) {
        Trial trial = trial(Workload.PIN, threads, false);
        List<RoundResult> results = SecondRound.of(trial, Peer.open(AllocatorName.CLEAVE, UNITS, 0));
        assertThat(results).extracting(RoundResult::phase)
                .containsExactly("pin", "pin-segment", "pin-none", "pin-shared", "pin-none-shared", "pin-tier",
                        "pin-pair");
        assertThat(results).allSatisfy(result -> assertThat(result.operations()).isPositive());
        assertThat(results).extracting(RoundResult::failures).containsOnly(0L);
        assertThat(Workload.PIN.whyNot(AllocatorName.require("malloc"), threads, trial.settings()))
                .contains("it has no movable blocks");
    }

    @Test
    void aPairHoldsOneBlockOfTheOrderAskedFor() {
        BookkeepingPeer books = new BookkeepingPeer(UNITS);
        Trial ofOrder5 = new Trial(AllocatorName.CLEAVE, Workload.PAIR, 1,
                new BenchSettings(OptionalInt.of(5), UNITS * BlockHold.UNIT_BYTES, false, Duration.ZERO, ROUND,
                        1, 0, Duration.ofSeconds(30), Clock.ELAPSED, 1));

        RoundResult result;
        try (TrialRunner runner = new TrialRunner(ofOrder5, books)) {
            result = runner.round(ROUND).getFirst();
        }

        assertThat(books.ordersSeen()).containsExactly(5);
        assertThat(books.peakUnits()).isEqualTo(32);
        assertThat(result.operations()).isEqualTo(books.allocations());
    }

    @Test
    void aBatchHoldsAThousandBlocks() {
        BookkeepingPeer books = new BookkeepingPeer(UNITS);
        SecondRound.of(trial(Workload.BATCH, 1, false), books);
        assertThat(books.peakUnits()).isEqualTo(1_000);
    }

    @Test
    void mixedUsesAllOrdersFrom0To6() {
        BookkeepingPeer books = new BookkeepingPeer(UNITS);
        SecondRound.of(trial(Workload.MIXED, 1, false), books);
        assertThat(books.ordersSeen()).isEqualTo(Set.of(0, 1, 2, 3, 4, 5, 6));
    }

    @ParameterizedTest
    @CsvSource({"1, 10_000", "4, 2_500"})
    void threadtestSharesItsTenThousandBlocksOutAmongTheThreads(int threads, String length) {
        BookkeepingPeer books = new BookkeepingPeer(1 << 20);
        SecondRound.of(trial(Workload.THREADTEST, threads, false), books);
        int burst = Integer.parseInt(length.replace("_", ""));
        assertThat(books.peakUnits()).isBetween(burst * 16L, threads * (burst * 16L));
        assertThat(books.ordersSeen()).containsExactly(4);
    }

    @Test
    void larsonKeepsAThousandBlocksOf10To100BytesAThreadAndAsManyInTheEmptyRoom() {
        BookkeepingPeer books = new BookkeepingPeer(UNITS);
        SecondRound.of(trial(Workload.LARSON, 1, false), books);
        assertThat(books.ordersSeen()).isEqualTo(Set.of(1, 2, 3, 4));
        assertThat(books.peakUnits()).isBetween(2_000 * 2L, 2_000 * 16L);
    }

    @Test
    void larsonWithAnOrderHasOneSize() {
        BookkeepingPeer books = new BookkeepingPeer(UNITS);
        Trial ofOrder0 = new Trial(AllocatorName.CLEAVE, Workload.LARSON, 2,
                new BenchSettings(OptionalInt.of(0), UNITS * BlockHold.UNIT_BYTES, false, Duration.ZERO, ROUND,
                        1, 0, Duration.ofSeconds(30), Clock.ELAPSED, 1));
        SecondRound.of(ofOrder0, books);
        assertThat(books.ordersSeen()).containsExactly(0);
        assertThat(books.peakUnits()).isEqualTo(3_000);
    }

    @Test
    void constantOccupancyHoldsAsMuchOfEachOfFiveOrders() {
        BookkeepingPeer books = new BookkeepingPeer(UNITS);
        SecondRound.of(trial(Workload.CONSTANT_OCCUPANCY, 2, false), books);
        assertThat(books.ordersSeen()).isEqualTo(Set.of(4, 5, 6, 7, 8));
        assertThat(books.peakUnits()).isEqualTo(2 * 5 * 256);
    }

    @Test
    void everyAlgorithmDoesEveryWorkloadOrSaysWhyNot() {
        BenchSettings settings = MeasuringTest.settings(16 << 20);
        for (AllocatorName name : AllocatorName.all()) {
            for (Workload workload : Workload.values()) {
                for (int threads : new int[] {1, 2}) {
                    workload.whyNot(name, threads, settings)
                            .ifPresent(reason -> assertThat(reason).isNotBlank().doesNotEndWith("."));
                }
            }
            assertThat(Workload.PAIR.whyNot(name, 2, settings).isEmpty())
                    .isEqualTo(name.servesManyThreads() && name.servesBlocks());
        }
        assertThat(Workload.PAIR.whyNot(AllocatorName.require("lists-vector"), 2, settings))
                .contains("it is for one thread at a time");
    }

    @Test
    void fillTakesTheWholeRegion() {
        BookkeepingPeer books = new BookkeepingPeer(UNITS);
        List<RoundResult> results = SecondRound.of(trial(Workload.FILL, 2, false), books);
        assertThat(books.peakUnits()).isEqualTo(UNITS);
        assertThat(books.ordersSeen()).containsExactly(0);
        assertThat(results).extracting(result -> result.operations() % UNITS).containsOnly(0L);
    }

    @Test
    void crowdedFillsTo90PercentAndWorksAt85() {
        BookkeepingPeer books = new BookkeepingPeer(UNITS);
        SecondRound.of(trial(Workload.CROWDED, 1, false), books);
        assertThat(books.peakUnits()).isBetween(UNITS / 10 * 9, UNITS / 10 * 9 + 8);
        assertThat(books.ordersSeen()).isEqualTo(Set.of(0, 1, 2, 3));
    }

    @Test
    void fullCountsRequestsThatFailAsDone() {
        BookkeepingPeer books = new BookkeepingPeer(UNITS);
        RoundResult result = SecondRound.of(trial(Workload.FULL, 1, false), books).getFirst();
        assertThat(books.peakUnits()).isEqualTo(UNITS);
        assertThat(books.refusals()).isGreaterThanOrEqualTo(result.operations());
    }

    @Test
    void fullCountsRequestsThatSucceedAsFailures() {
        BookkeepingPeer roomier = new BookkeepingPeer(UNITS + 1);
        RoundResult result = SecondRound.of(trial(Workload.FULL, 1, false), roomier).getFirst();
        assertThat(result.failures()).isPositive();
        assertThat(result.operations()).isZero();
    }

    @Test
    void fragmentedLeavesEverySecondUnitTakenAndStillFailsOnARealSpace() {
        Trial trial = trial(Workload.FULL, 2, true);
        RoundResult result = SecondRound.of(trial, Peer.open(AllocatorName.CLEAVE, UNITS, 1)).getFirst();
        assertThat(result.phase()).isEqualTo("full-fragmented");
        assertThat(result.failures()).isZero();
        assertThat(result.operations()).isPositive();
    }

    @Test
    void allocationsThatFailAreCountedAndNotTimed() {
        BookkeepingPeer tooSmall = new BookkeepingPeer(100);
        RoundResult result = SecondRound.of(trial(Workload.BATCH, 1, false), tooSmall).getFirst();
        assertThat(result.failures()).isEqualTo(result.operations() / 100 * 900);
        assertThat(tooSmall.live()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PAIR,1", "PAIR,3", "FILL,2", "HANDOFF,2"})
    void anAllocatorThatThrowsEndsTheTrialWithItsReasonAndNobodyWaitsForEver(Workload workload, int threads) {
        Peer broken = slots -> new BlockHold() {
            private int calls;

            @Override
            public long allocate(int order, int slot) {
                if (++calls > 1_500) {
                    throw new IllegalStateException("the books do not balance");
                }
                return calls;
            }

            @Override
            public void free(long handle, int slot) {}
        };

        assertThatThrownBy(() -> SecondRound.of(trial(workload, threads, false), broken))
                .isInstanceOf(TrialException.class)
                .rootCause()
                .hasMessage("the books do not balance");
    }

    @Test
    void namesAreFoundAndListed() {
        for (Workload workload : Workload.values()) {
            assertThat(Workload.named(workload.label())).containsExactly(workload);
            assertThat(Workload.labels()).contains(workload.label());
            assertThat(workload.summary()).isNotBlank();
        }
        assertThat(Workload.named("arena-large")).hasSize(4);
        assertThat(Workload.named("arena")).hasSize(6);
        assertThat(Workload.named("pear")).isEmpty();
        assertThat(Workload.named("")).isEmpty();
    }
}
