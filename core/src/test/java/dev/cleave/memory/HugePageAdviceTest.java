package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HugePageAdviceTest {
    private static final long HUGE = 2 << 20;
    private static final int FRAME_SHIFT = 12;
    private static final long FRAMES = HUGE >> FRAME_SHIFT;

    private final ScriptedSystem system = new ScriptedSystem();

    private Region open(int hugePages) {
        system.hugePageSize = HUGE;
        return Region.open(system, MemorySource.anonymous(), hugePages * HUGE + 8192, 4096);
    }

    @Test
    void aPageThatIsDroppedInPartIsDividedOnce() {
        try (Region region = open(4)) {
            region.drop(HUGE + 4096, 4096);
            region.drop(HUGE + 16384, 4096);

            assertThat(system.calls).containsExactly("small 2097152 2097152", "drop 2101248 4096", "drop 2113536 4096");
            assertThat(region.hugePages().isHuge(HUGE + 5)).isFalse();
            assertThat(region.hugePages().isHuge(HUGE - 1)).isTrue();
            assertThat(region.hugePages().isHuge(2 * HUGE)).isTrue();
        }
    }

    @Test
    void aDropDividesThePagesAtItsRimsAndNoneInBetween() {
        try (Region region = open(4)) {
            region.drop(HUGE / 2, 3 * HUGE);

            assertThat(system.calls).containsExactly("small 0 2097152", "small 6291456 2097152",
                    "drop 1048576 6291456");
        }
    }

    @Test
    void wholePagesAreDroppedWholeAndADividedOneMayBeHugeAgain() {
        try (Region region = open(4)) {
            region.drop(4096, 4096);
            system.calls.clear();

            region.drop(0, 2 * HUGE);

            assertThat(system.calls).containsExactly("drop 0 4194304", "huge 0 2097152");
            assertThat(region.hugePages().isHuge(0)).isTrue();
        }
    }

    @Test
    void theRestBehindTheLastWholePageIsNobodysHugePage() {
        try (Region region = open(2)) {
            region.drop(2 * HUGE + 4096, 4096);
            region.drop(HUGE, HUGE + 4096);

            assertThat(system.calls).containsExactly("drop 4198400 4096", "drop 2097152 2101248");
        }
    }

    @Test
    void pagesThatWereDroppedPieceByPieceMayBeHugeAgainWhenAllIsClean() {
        try (Region region = open(2)) {
            FrameMap frames = new FrameMap(2 * FRAMES + 2);
            frames.mark(0, 2 * FRAMES);
            drop(region, frames, 0, HUGE / 2);
            assertThat(region.hugePages().isHuge(0)).isFalse();
            system.calls.clear();

            drop(region, frames, HUGE / 2, HUGE / 2);

            assertThat(system.calls).containsExactly("drop 1048576 1048576", "huge 0 2097152");
            assertThat(region.hugePages().isHuge(0)).isTrue();
        }
    }

    private static void drop(Region region, FrameMap frames, long offset, long byteSize) {
        region.drop(offset, byteSize);
        frames.clear(offset >> FRAME_SHIFT, byteSize >> FRAME_SHIFT);
        region.settleHugePages(frames, FRAME_SHIFT, offset, byteSize);
    }

    @Test
    void aTouchedHugePageIsCommittedWholeAndADividedOneByItsFrames() {
        try (Region region = open(4)) {
            FrameMap frames = new FrameMap(4 * FRAMES + 2);
            frames.mark(0, 1);
            frames.mark(FRAMES + 7, 3);
            frames.mark(4 * FRAMES, 2);
            assertThat(region.hugePages().committedBytes(frames, FRAME_SHIFT)).isEqualTo(2 * HUGE + 8192);

            region.hugePages().fill(frames, FRAME_SHIFT, 0, 4 * HUGE);
            assertThat(frames.dirtyFrames()).as("all that the kernel committed").isEqualTo(2 * FRAMES + 2);
            drop(region, frames, HUGE, HUGE / 2);

            assertThat(region.hugePages().committedBytes(frames, FRAME_SHIFT)).isEqualTo(HUGE + HUGE / 2 + 8192);
        }
    }

    @Test
    void fillingLeavesAloneHowOldFramesAre() {
        try (Region region = open(1)) {
            FrameMap frames = new FrameMap(FRAMES + 2);
            frames.mark(0, 8);
            frames.age(0, 8);

            region.hugePages().fill(frames, FRAME_SHIFT, 0, HUGE);

            assertThat(frames.allAged(0, 8)).isTrue();
            assertThat(frames.allAged(8, 1)).isFalse();
            assertThat(frames.nextClean(0, FRAMES)).isEqualTo(FRAMES);
        }
    }

    @Test
    void fromSomeBoundariesOnTheWholeRegionDoesWithoutHugePages() {
        HugePageAdvice advice = new HugePageAdvice(system, mapping(64), 8);
        IntStream.range(0, 5).forEach(i -> advice.beforeDrop((8L * i + 1) * HUGE + 4096, 4096));

        assertThat(system.calls).hasSize(6).endsWith("small 69206016 2097152", "small 0 134217728");
        assertThat(IntStream.range(0, 64).filter(page -> advice.isHuge(page * HUGE))).isEmpty();
        system.calls.clear();
        advice.beforeDrop(4096, 4096);
        advice.afterDrop(0, 64 * HUGE);
        assertThat(system.calls).isEmpty();
    }

    private static Mapping mapping(int hugePages) {
        return new Mapping(HUGE, hugePages * HUGE, HUGE, HUGE, 4096, "", false, true, -1, () -> {});
    }

    @Test
    void aProcessWithoutRoomForMoreMappingsDoesWithoutHugePages() {
        HugePageAdvice advice = new HugePageAdvice(system, mapping(4), 8);
        system.adviceAnswers.add(Errno.ENOMEM.number());

        advice.beforeDrop(4096, 4096);

        assertThat(system.calls).containsExactly("small 0 2097152 refused", "small 0 8388608");
        assertThat(advice.isHuge(3 * HUGE)).isFalse();
        assertThat(advice.isRefused()).isFalse();
    }

    @Test
    void aProcessThatMayNotAdviseIsNotAskedAgainAndTheRegionSaysSo() {
        try (Region region = open(4)) {
            system.adviceAnswers.addAll(List.of(Errno.EPERM.number()));

            region.drop(4096, 4096);
            region.drop(HUGE + 4096, 4096);

            assertThat(system.calls).containsExactly("small 0 2097152 refused", "drop 4096 4096", "drop 2101248 4096");
            assertThat(region.backing()).contains("dropped in part may be filled again");
            assertThat(region.hugePages().isHuge(0)).isTrue();
        }
    }

    @Test
    void regionsThatAskedForHugePagesAreGivenBackInWholeOnes() {
        system.hugePageSize = HUGE;
        try (Region asked = Region.open(system, MemorySource.transparentHugePages(), HUGE, 4096);
                Region found = Region.open(system, MemorySource.anonymous(), HUGE, 4096)) {
            assertThat(asked.purgeSize()).isEqualTo(HUGE);
            assertThat(found.purgeSize()).isEqualTo(4096);
            found.segment().set(JAVA_BYTE, 5, (byte) 1);
        }
    }
}
