package dev.cleave.buddy;

import static dev.cleave.buddy.Parts.MINE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangesTest {
    private static final long UNITS = 3 * 4096 + 100;

    private final Parts parts = Parts.allFree(UNITS);
    private final Ranges ranges = parts.ranges;

    @ParameterizedTest
    @CsvSource({"0, 1", "8, 293", "63, 2", "64, 64", "100, 4096", "4096, 4096", "1, 12387", "12300, 88", "0, 12388"})
    void aRangeIsTakenToTheUnitAndGivenBackToTheUnit(long offset, long length) {
        assertThat(ranges.take(offset, length, MINE)).isTrue();
        assertThat(parts.freeUnits.count()).isEqualTo(UNITS - length);
        assertThat(parts.freeUnits.isFree(0, offset)).isTrue();
        assertThat(parts.freeUnits.isFree(offset + length, UNITS)).isTrue();
        assertThat(parts.freeUnits.isFree(offset, offset + 1)).isFalse();
        assertThat(parts.freeUnits.isFree(offset + length - 1, offset + length)).isFalse();
        ranges.give(offset, length);
        assertThat(parts.freeUnits.count()).isEqualTo(UNITS);
    }

    @Test
    void ofARangeThatIsTakenInPartNothingIsTaken() {
        assertThat(ranges.take(5000, 1, MINE)).isTrue();
        assertThat(ranges.take(100, 6000, MINE)).isFalse();
        assertThat(parts.freeUnits.count()).isEqualTo(UNITS - 1);
    }

    @Test
    void aRefusalOfSeveralPiecesHidesNothing() {
        assertThat(ranges.take(5000, 1, MINE)).isTrue();
        long before = parts.lanes.hidings();
        assertThat(ranges.take(100, 6000, MINE)).isFalse();
        assertThat(parts.lanes.hidings()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"9, 4", "9, 0", "200, 8", "1, 5", "3, 11", "64, 12", "130, 8"})
    void exactUnitsBeginWhereTheyAreAskedTo(long count, int alignment) {
        parts.tree.take(0, MINE);
        long offset = ranges.takeExact(count, alignment, MINE);
        assertThat(offset).isNotNegative().matches(at -> at % (1L << alignment) == 0);
        assertThat(parts.freeUnits.count()).isEqualTo(UNITS - 1 - count);
    }

    @Test
    void whereNoBlockIsLargeEnoughNothingIsHidden() {
        assertThat(ranges.take(0, UNITS, MINE)).isTrue();
        ranges.give(100, 3);
        assertThat(ranges.takeExact(200, 8, MINE)).as("led astray by a stale hint, once").isEqualTo(Offsets.NONE);
        long before = parts.lanes.hidings();
        assertThat(ranges.takeExact(200, 8, MINE)).isEqualTo(Offsets.NONE);
        assertThat(ranges.takeExact(4, 10, MINE)).isEqualTo(Offsets.NONE);
        assertThat(parts.lanes.hidings()).isEqualTo(before);
    }
}
