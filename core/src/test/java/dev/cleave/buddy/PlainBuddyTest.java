package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.buddy.PlainBuddy.Place;
import org.junit.jupiter.api.Test;

/** The model is small enough to believe; these are the few sums done by hand. */
class PlainBuddyTest {
    @Test
    void aSpaceIsItsMaximalAlignedBlocks() {
        assertThat(new PlainBuddy(1).freeBlocksByOrder()).containsExactly(1);
        assertThat(new PlainBuddy(13).freeBlocksByOrder()).containsExactly(1, 0, 1, 1);
        assertThat(new PlainBuddy(64).freeBlocksByOrder()).containsExactly(0, 0, 0, 0, 0, 0, 1);
    }

    @Test
    void claimingSplitsAndFreeingCoalesces() {
        PlainBuddy buddy = new PlainBuddy(16);

        buddy.claim(4, 3);

        assertThat(buddy.freeBlocksByOrder()).containsExactly(1, 0, 1, 1, 0);
        assertThat(buddy.freeUnits()).isEqualTo(13);
        assertThat(buddy.placeOf(4)).isEqualTo(Place.BLOCK);
        assertThat(buddy.placeOf(6)).isEqualTo(Place.INSIDE);
        assertThat(buddy.placeOf(7)).isEqualTo(Place.FREE);
        assertThat(buddy.placeOf(16)).isEqualTo(Place.OUTSIDE);

        buddy.free(4);

        assertThat(buddy.freeBlocksByOrder()).containsExactly(0, 0, 0, 0, 1);
    }

    @Test
    void aRunMayReachOverSeveralFreeBlocks() {
        PlainBuddy buddy = new PlainBuddy(8);
        buddy.claim(7, 1);

        assertThat(buddy.canAllocate(3)).isFalse();
        assertThat(buddy.canAllocateWithin(0, buddy.units(), 7, 3)).isTrue();

        buddy.claim(0, 7);

        assertThat(buddy.freeUnits()).isZero();
    }

    @Test
    void whatIsNotFreeCannotBeClaimed() {
        PlainBuddy buddy = new PlainBuddy(8);
        buddy.claim(2, 2);

        assertThatThrownBy(() -> buddy.claim(0, 4)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> buddy.claim(6, 4)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> buddy.free(3)).isInstanceOf(AssertionError.class);
    }

    @Test
    void theIndicesSayLackOrScatter() {
        PlainBuddy buddy = new PlainBuddy(8);
        for (int unit = 0; unit < 8; unit += 2) {
            buddy.claim(unit, 1);
        }

        assertThat(buddy.unusableFreeSpaceIndex(1)).isEqualTo(1);
        assertThat(buddy.fragmentationIndex(0)).isEqualTo(-1);
        assertThat(buddy.fragmentationIndex(1)).isEqualTo(1 - (1 + 4 / 2.0) / 4);
    }
}
