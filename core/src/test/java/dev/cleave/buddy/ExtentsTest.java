package dev.cleave.buddy;

import static dev.cleave.buddy.Parts.MINE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExtentsTest {
    private static final long UNITS = 2 * 4096;

    private final Parts parts = Parts.allFree(UNITS);
    private final Extents extents = parts.extents;

    /** Free are units 5 to 11, 60 to 70, 200 to 460 and 8000 to the end. */
    @BeforeEach
    void someHoles() {
        parts.ranges.take(0, UNITS, MINE);
        parts.ranges.give(5, 7);
        parts.ranges.give(60, 11);
        parts.ranges.give(200, 261);
        parts.ranges.give(8000, UNITS - 8000);
    }

    private long take(long count, int alignment) {
        return extents.takeWithin(0, UNITS, count, alignment, MINE);
    }

    @Test
    void theLowestHoleThatIsLongEnoughServes() {
        assertThat(take(7, 0)).isEqualTo(5);
        assertThat(take(7, 0)).as("over the border of a word").isEqualTo(60);
        assertThat(take(261, 0)).isEqualTo(200);
        assertThat(take(193, 0)).as("longer than any hole").isEqualTo(Offsets.NONE);
        assertThat(take(192, 0)).isEqualTo(8000);
    }

    @Test
    void anExtentBeginsWhereItsAlignmentSays() {
        assertThat(take(3, 3)).isEqualTo(8);
        assertThat(take(3, 3)).isEqualTo(64);
        assertThat(take(130, 6)).isEqualTo(256);
        assertThat(take(1, 8)).as("256 is taken, and no other multiple is free").isEqualTo(Offsets.NONE);
        assertThat(take(1, 6)).isEqualTo(448);
    }

    @Test
    void aRangeBoundsBothEnds() {
        assertThat(extents.takeWithin(6, 12, 6, 0, MINE)).isEqualTo(6);
        assertThat(extents.takeWithin(60, 70, 11, 0, MINE)).isEqualTo(Offsets.NONE);
        assertThat(extents.takeWithin(61, 71, 10, 0, MINE)).isEqualTo(61);
        assertThat(extents.takeWithin(300, 400, 100, 0, MINE)).isEqualTo(300);
        assertThat(extents.takeWithin(8000, UNITS, 192, 0, MINE)).isEqualTo(8000);
        assertThat(extents.takeWithin(12, 60, 1, 0, MINE)).isEqualTo(Offsets.NONE);
    }

    @Test
    void aLookThatFindsNothingHidesNothing() {
        long before = parts.lanes.hidings();
        assertThat(take(262, 0)).isEqualTo(Offsets.NONE);
        assertThat(take(250, 7)).isEqualTo(Offsets.NONE);
        assertThat(parts.lanes.hidings()).isEqualTo(before);
    }

    @Test
    void aHoleIsChosenBeforeAWholeBlockIsBroken() {
        parts.homes.adopt(0, MINE);
        assertThat(extents.takeHole(5, MINE)).as("units 5 to 11 hold no aligned eight").isEqualTo(5);
        assertThat(parts.freeUnits.isFree(10, 12)).isTrue();
    }
}
