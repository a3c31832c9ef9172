package dev.cleave.buddy;

import dev.cleave.histories.RandomHistories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random histories of every operation and every misuse, on spaces of every shape. */
@DisplayName("In random histories")
class BuddySpacePropertyTest {
    private static final int BYTES = SpaceHistory.SHAPE_BYTES + 120 * SpaceHistory.OPERATION_BYTES;

    @Test
    @DisplayName("a space of any size is a plain buddy")
    void aSpaceOfAnySizeIsAPlainBuddy() {
        RandomHistories.check(400, BYTES, SpaceHistory::ofAnySize);
    }

    @Test
    @DisplayName("a large space is a plain buddy")
    void aLargeSpaceIsAPlainBuddy() {
        RandomHistories.check(100, BYTES, SpaceHistory::ofLargeSize);
    }

    @Test
    @DisplayName("a full space is a plain buddy")
    void aFullSpaceIsAPlainBuddy() {
        RandomHistories.check(200, BYTES, SpaceHistory::ofFullSpace);
    }
}
