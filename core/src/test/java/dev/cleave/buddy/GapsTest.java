package dev.cleave.buddy;

import static dev.cleave.buddy.Parts.MINE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GapsTest {
    private static final long UNITS = 4 * 4096;

    private final Parts parts = Parts.allFree(UNITS);
    private final Gaps gaps = parts.gaps;

    /** Takes all, and gives a range back. */
    private void onlyFree(long offset, long length) {
        parts.ranges.take(0, UNITS, MINE);
        parts.ranges.give(offset, length);
    }

    @Test
    void anExtentMovesDownToWhereTheGapBeforeItBegins() {
        onlyFree(60, 200);
        assertThat(parts.ranges.take(128, 65, MINE)).isTrue();
        assertThat(gaps.close(128, 65, 0, MINE)).isEqualTo(60);
        assertThat(parts.freeUnits.isFree(125, 260)).as("what it had behind").isTrue();
        assertThat(parts.freeUnits.count()).isEqualTo(200 - 65);
    }

    @Test
    void itBeginsAtAMultipleOfItsAlignment() {
        onlyFree(60, 200);
        assertThat(parts.ranges.take(128, 65, MINE)).isTrue();
        assertThat(gaps.close(128, 65, 5, MINE)).isEqualTo(64);
        assertThat(parts.freeUnits.isFree(60, 64)).isTrue();
        assertThat(parts.freeUnits.isFree(129, 260)).isTrue();
    }

    @Test
    void aGapThatIsLongerThanTheExtentTakesIt() {
        onlyFree(1, 400);
        assertThat(parts.ranges.take(128, 65, MINE)).isTrue();
        assertThat(gaps.close(128, 65, 0, MINE)).isEqualTo(1);
        assertThat(parts.freeUnits.isFree(66, 401)).isTrue();
        assertThat(parts.freeUnits.count()).isEqualTo(400 - 65);
    }

    @Test
    void aWholeBlockBeforeItIsNoGap() {
        assertThat(parts.ranges.take(128, 65, MINE)).isTrue();
        assertThat(gaps.close(128, 65, 0, MINE)).isEqualTo(128);
        assertThat(parts.freeUnits.isFree(0, 128)).isTrue();
    }

    @Test
    void nothingIsHiddenWhereThereIsNoGap() {
        onlyFree(128, 200);
        assertThat(parts.ranges.take(128, 65, MINE)).isTrue();
        long before = parts.lanes.hidings();
        assertThat(gaps.close(128, 65, 0, MINE)).isEqualTo(128);
        assertThat(parts.lanes.hidings()).isEqualTo(before);
    }

    /**
     * All sizes up to an eighth of the space that are hard: beside powers of two, and some between.
     */
    @ParameterizedTest
    @ValueSource(longs = {
        1, 2, 3, 5, 7, 9, 11, 15, 17, 21, 31, 33, 43, 47, 63, 64, 65, 69, 96, 127, 129, 170, 255, 257, 300, 513, 700,
        768, 1023, 1025, 1500,
        2047, 2048})
    void extentsOfOneLengthFillASpace(long length) {
        BuddySpace space = BuddySpace.of(UNITS);
        long count = 0;
        while (space.allocateExtent(length) != BuddySpace.NO_BLOCK) {
            count++;
        }
        assertThat(count).isEqualTo(UNITS / length);
        space.verify();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 9, 33, 65, 129, 300, 513, 1025})
    void theyFillWhatWasFreedAmongThemAgain(long length) {
        BuddySpace space = BuddySpace.of(UNITS);
        long[] extents = new long[(int) (UNITS / length)];
        for (int round = 0; round < 3; round++) {
            for (int each = 0; each < extents.length; each++) {
                if (round == 0 || each % 3 == 1) {
                    extents[each] = space.allocateExtent(length);
                    assertThat(extents[each]).as("extent %d of round %d", each, round).isNotNegative();
                }
            }
            for (int each = 1; each < extents.length; each += 3) {
                space.free(extents[each]);
            }
        }
        space.verify();
    }
}
