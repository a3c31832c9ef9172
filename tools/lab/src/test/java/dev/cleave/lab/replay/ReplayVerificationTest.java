package dev.cleave.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the recorded pass must find when an allocator errs. */
class ReplayVerificationTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Trace TWO_PAGES = new Trace.Builder("two", TraceKind.PAGES)
            .allocatePages(0, 0, Mobility.MOVABLE, 0, 512)
            .allocatePages(1, 0, Mobility.MOVABLE, 0, 513)
            .free(0, 0)
            .build();

    private static ReplayResult replay(Trace trace, AllocatorChoice choice) throws ImpossibleReplayException {
        return Replay.run(trace, choice, ReplaySettings.DEFAULT, Progress.SILENT);
    }

    private static Trace twoHeapBlocks(long bytes) {
        return new Trace.Builder("two", TraceKind.HEAP)
                .allocateBytes(5, bytes, 0)
                .allocateBytes(6, bytes, 0)
                .free(5, 0)
                .build();
    }

    @Test
    void blocksThatDoNotOverlapAreAllVerified() throws ImpossibleReplayException {
        ReplayResult result = replay(TWO_PAGES, FaultyAllocator.choice((number, bytes) -> number * 4096));

        assertThat(result.failures()).isZero();
        assertThat(result.verified()).isEqualTo(2);
        assertThat(result.damages()).isEmpty();
    }

    @ParameterizedTest(name = "overlap of {0} bytes")
    @ValueSource(longs = {1, 7, 8, 9, 100, 999, 1000})
    void anOverlapOfEvenOneByteIsFoundAndNamed(long overlap) throws ImpossibleReplayException {
        ReplayResult result = replay(twoHeapBlocks(1001),
                FaultyAllocator.choice((number, bytes) -> number * (bytes - overlap)));

        assertThat(result.damageCount()).isEqualTo(1);
        assertThat(result.failures()).isEqualTo(1);
        assertThat(result.verified()).isEqualTo(1);
        assertThat(result.nsPerEvent()).as("not timed").isNaN();
        assertThat(result.damages().getFirst())
                .matches(
                        "block 5 \\(1001 bytes at 0x[0-9a-f]+\\): byte \\d+ \\(at 0x[0-9a-f]+\\) should be 0x[0-9a-f]{2}"
                                + " and is 0x[0-9a-f]{2}: something else wrote into it")
                .contains("byte " + (1001 - overlap) + " ");
    }

    @Test
    void aBlockHandedOutTwiceIsFound() throws ImpossibleReplayException {
        ReplayResult result = replay(TWO_PAGES, FaultyAllocator.choice((number, bytes) -> 0));

        assertThat(result.damages()).hasSize(2);
        assertThat(result.damages().getFirst()).startsWith("block 0 (4096 bytes").contains("byte 0 ");
        assertThat(result.damages().getLast()).contains("the allocator refused to take it back: no block at 0");
    }

    @Test
    void aBlockOutsideOfTheRegionIsReportedAndNeverTouched() throws ImpossibleReplayException {
        ReplayResult result = replay(TWO_PAGES,
                FaultyAllocator.choice((number, bytes) -> number == 0 ? 0 : FaultyAllocator.REGION_BYTES));

        assertThat(result.damages().getFirst()).startsWith("block 1 (4096 bytes")
                .contains("lies outside of the region");
    }

    @Test
    void aPageBlockOffItsAlignmentIsReported() throws ImpossibleReplayException {
        Trace trace = new Trace.Builder("one", TraceKind.PAGES).allocatePages(0, 1, Mobility.MOVABLE, 0, 512).build();

        ReplayResult result = replay(trace, FaultyAllocator.choice((number, bytes) -> 4096));

        assertThat(result.damages().getFirst()).contains("lies at offset 4096 of the region");
    }

    @Test
    void allocationsThatFindNoRoomAreCountedAndTheirFreesSkipped() throws ImpossibleReplayException {
        ReplayResult result = replay(TWO_PAGES, FaultyAllocator.choice((number, bytes) -> number == 0 ? -1 : 4096));

        assertThat(result.failedAllocations()).isEqualTo(1);
        assertThat(result.damageCount()).isZero();
        assertThat(result.verified()).isEqualTo(1);
        assertThat(result.peak().requestedBytes()).isEqualTo(4096);
        assertThat(result.peak().liveBytes()).isEqualTo(8192);
    }

    @Test
    void withoutVerificationNothingIsCheckedAndNothingClaimed() throws ImpossibleReplayException {
        ReplaySettings settings = new ReplaySettings(1.1, false, 1, 1, 42, LIMIT, false);

        ReplayResult result = Replay.run(twoHeapBlocks(64), FaultyAllocator.choice((number, bytes) -> number * 8),
                settings, Progress.SILENT);

        assertThat(result.verified()).isZero();
        assertThat(result.failures()).isZero();
    }

    @Test
    void aRefusedKindIsSaidBeforeAnythingIsOpened() {
        assertThatThrownBy(() -> replay(TWO_PAGES, FaultyAllocator.refusing("it knows no pages")))
                .isInstanceOf(ImpossibleReplayException.class)
                .hasMessage("faulty cannot replay a page trace: it knows no pages");
    }

    @Test
    void aTraceLargerThanTheMachineIsRefusedBeforeItIsTouched() {
        Trace.Builder builder = new Trace.Builder("huge", TraceKind.PAGES);
        for (int id = 0; id < 1 << 16; id++) {
            builder.allocatePages(id, 18, Mobility.MOVABLE, 0, 0);
        }
        Trace huge = builder.build();

        assertThatThrownBy(() -> replay(huge, AllocatorChoices.CLEAVE))
                .isInstanceOf(ImpossibleReplayException.class)
                .hasMessageContaining("huge needs 72089.6 GiB of real memory and this machine has");
        assertThatThrownBy(() -> Replay.run(huge, AllocatorChoices.CLEAVE,
                new ReplaySettings(1.1, false, 1, 1, 42, LIMIT, false), Progress.SILENT))
                .isInstanceOf(ImpossibleReplayException.class)
                .hasMessageContaining("more than the 8192 GiB that one region of a page trace may have");
    }
}
