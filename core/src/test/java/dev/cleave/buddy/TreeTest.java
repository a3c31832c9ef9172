package dev.cleave.buddy;

import static dev.cleave.buddy.Parts.MINE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TreeTest {
    private static final long TWO_HOMES = 2 * 4096;

    private final Parts parts = Parts.allFree(TWO_HOMES);
    private final Tree tree = parts.tree;

    @Test
    void aUnitIsFreeAtOneLevelOnly() {
        assertThat(parts.word(2, 0)).isEqualTo(0b11);
        assertThat(parts.word(1, 0)).isZero();
        assertThat(parts.word(0, 0)).isZero();
    }

    @Test
    void aSplitPublishesEachLevelWithTheRunTaken() {
        assertThat(tree.take(1, MINE)).isZero();
        assertThat(parts.word(2, 0)).isEqualTo(0b10);
        assertThat(parts.word(1, 0)).isEqualTo(~1L);
        assertThat(parts.word(0, 0)).isEqualTo(~0b11L);
        assertThat(parts.freeUnits.count()).isEqualTo(TWO_HOMES - 2);
    }

    @Test
    void theSmallestRunThatServesIsBrokenAndOfThoseTheLowest() {
        tree.take(0, MINE);
        tree.take(4, MINE);
        assertThat(tree.take(0, MINE)).as("the buddy of the first unit").isEqualTo(1);
        assertThat(tree.take(2, MINE)).as("the lowest four of a free run").isEqualTo(4);
        assertThat(tree.take(3, MINE)).isEqualTo(8);
    }

    @Test
    void anEmptiedWordServesAsASlotOfTheWordAboveBeforeItIsMerged() {
        long unit = tree.take(0, MINE);
        tree.giveBlock(unit, 0);
        assertThat(parts.word(0, 0)).as("emptied, not merged").isEqualTo(-1L);
        assertThat(tree.take(6, MINE)).isZero();
        assertThat(parts.word(0, 0)).as("merged by whoever took it").isZero();
    }

    @Test
    void aLargerBlockMergesWhatLiesInItsWay() {
        long unit = tree.take(0, MINE);
        tree.giveBlock(unit, 0);
        assertThat(tree.take(13, MINE)).isZero();
        assertThat(parts.freeUnits.count()).isZero();
    }

    @Test
    void exactSlotsAreTakenOrNothingIs() {
        assertThat(tree.takeAt(0, 5, 0b1110, MINE)).isTrue();
        assertThat(parts.word(0, 5)).isEqualTo(~0b1110L);
        assertThat(tree.takeAt(0, 5, 0b0011, MINE)).isFalse();
        assertThat(parts.word(0, 5)).isEqualTo(~0b1110L);
        tree.giveRun(0, 5, 0b1110);
        assertThat(parts.freeUnits.count()).isEqualTo(TWO_HOMES);
    }

    @Test
    void manyBlocksComeFromOneWordAndItsRestIsFree() {
        long[] blocks = new long[12];
        assertThat(tree.takeMany(1, blocks, 1, 10, MINE)).isEqualTo(10);
        assertThat(Arrays.copyOfRange(blocks, 1, 11)).as("the last is the one that a single request gets")
                .containsExactly(18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
        assertThat(parts.word(0, 0)).isEqualTo(-1L << 20);
        tree.giveMany(blocks, 1, 10, 1);
        assertThat(parts.word(0, 0)).isEqualTo(-1L);
    }

    @Test
    void whatIsBehindTheLengthIsGivenBackToTheUnit() {
        long slots = tree.take(1, 3, Runs.orderAround(3 * 64), Runs.orderAround(3 * 64), MINE);
        tree.trim(1, slots, 3, 2 * 64 + 5);
        assertThat(parts.word(0, 2)).isEqualTo(-1L << 5);
        assertThat(parts.freeUnits.count()).isEqualTo(TWO_HOMES - 2 * 64 - 5);
    }

    @Test
    void aSpaceThatIsFullAnswersNone() {
        tree.take(13, MINE);
        for (int order = 0; order <= 13; order++) {
            assertThat(tree.take(order, MINE)).isEqualTo(Offsets.NONE);
        }
        assertThat(parts.hints.orders()).as("orders that hints still speak of").isZero();
    }
}
