package dev.cleave.buddy;

import static dev.cleave.buddy.Parts.MINE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreeUnitsTest {
    private static final long UNITS = 4096 + 70;

    private final Parts parts = Parts.allFree(UNITS);
    private final FreeUnits units = parts.freeUnits;

    @Test
    void aUnitIsFreeWhicheverLevelSaysSo() {
        assertThat(units.inWord(0)).as("free two levels above").isEqualTo(-1L);
        parts.ranges.take(0, 64, MINE);
        assertThat(units.inWord(0)).as("taken one level above").isZero();
        assertThat(units.inWord(1)).as("free one level above").isEqualTo(-1L);
        parts.ranges.take(70, 3, MINE);
        assertThat(units.inWord(1)).isEqualTo(~(0b111L << 6));
    }

    @Test
    void whatLiesOutsideARangeIsNotSeen() {
        assertThat(units.inWord(0, 3, 60)).isEqualTo(Runs.mask(3, 57));
        assertThat(units.inWord(0, 0, 4000)).isEqualTo(-1L);
        assertThat(units.inWord(65, 4160, UNITS)).isEqualTo(Runs.mask(0, 6));
    }

    @Test
    void aRangeIsFreeWhereEachOfItsUnitsIs() {
        parts.ranges.take(100, 1, MINE);
        assertThat(units.isFree(0, 100)).isTrue();
        assertThat(units.isFree(101, UNITS)).isTrue();
        assertThat(units.isFree(99, 102)).isFalse();
        assertThat(units.isFree(100, 101)).isFalse();
    }

    @Test
    void theCountIsThatOfAllLevels() {
        assertThat(units.count()).isEqualTo(UNITS);
        parts.tree.take(0, MINE);
        parts.tree.take(7, MINE);
        assertThat(units.count()).isEqualTo(UNITS - 129);
    }

    @Test
    void runsAreVisitedWholeThoughTheyCrossWords() {
        parts.ranges.take(100, 1, MINE);
        parts.ranges.take(130, 2, MINE);
        List<Long> runs = new ArrayList<>();
        units.visit(90, 300, (offset, length) -> {
            runs.add(offset);
            runs.add(length);
        });
        assertThat(runs).containsExactly(90L, 10L, 101L, 29L, 132L, 168L);
    }
}
