package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.heap.SlabChoice.Verdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The watermarks of a space of 4096 units, low at a tenth of it")
class WatermarksTest {
    private static final int MAX_ORDER = 12;

    private final Watermarks marks = new Watermarks(1 << MAX_ORDER, MAX_ORDER, 0.1);

    /** No free blocks but so many of an order. */
    private static long[] free(int... ordersAndCounts) {
        long[] free = new long[MAX_ORDER + 1];
        for (int each = 0; each < ordersAndCounts.length; each += 2) {
            free[ordersAndCounts[each]] = ordersAndCounts[each + 1];
        }
        return free;
    }

    @Test
    @DisplayName("give a slab what it wants of an empty space")
    void asWantedOfAnEmptySpace() {
        assertThat(marks.choose(free(12, 1), 16, 1, 64)).isEqualTo(new SlabChoice(16, Verdict.AS_WANTED));
    }

    @Test
    @DisplayName("take the largest smaller block where the block to be split has become rare")
    void smallerWhereRare() {
        assertThat(marks.choose(free(0, 5, 2, 3, 8, 1), 16, 1, 64)).isEqualTo(new SlabChoice(4, Verdict.SMALLER));
    }

    @Test
    @DisplayName("spare a rare block even where it need not be split")
    void smallerWhereTheVeryOrderIsRare() {
        assertThat(marks.choose(free(2, 3, 6, 2), 64, 1, 64)).isEqualTo(new SlabChoice(4, Verdict.SMALLER));
    }

    @Test
    @DisplayName("do not call a block rare that can be cut from many larger ones")
    void notRareBesideLargerOnes() {
        assertThat(marks.choose(free(2, 3, 6, 1, 9, 4), 64, 1, 64)).isEqualTo(new SlabChoice(64, Verdict.AS_WANTED));
    }

    @Test
    @DisplayName("never choose less than a class can do with, nor from a block that is too small for it")
    void notBelowTheLeast() {
        assertThat(marks.choose(free(1, 50, 3, 1, 8, 1), 16, 5, 64)).isEqualTo(new SlabChoice(8, Verdict.SMALLER));
        assertThat(marks.choose(free(1, 50, 8, 1), 16, 5, 64).verdict()).isEqualTo(Verdict.FORCED);
    }

    @Test
    @DisplayName("are forced to split a rare block where nothing smaller is at hand: as wanted above min, the least below")
    void forced() {
        assertThat(marks.choose(free(7, 1), 16, 2, 64)).isEqualTo(new SlabChoice(2, Verdict.FORCED));
        assertThat(marks.choose(free(8, 1), 256, 256, 256)).isEqualTo(new SlabChoice(256, Verdict.FORCED));
        assertThat(marks.choose(free(6, 5), 16, 2, 64)).as("4 left, min is 3, low is 6")
                .isEqualTo(new SlabChoice(16, Verdict.FORCED));
    }

    @Test
    @DisplayName("choose what there is of a space without a block of the size, and the least of a full one")
    void nothingLargeEnough() {
        assertThat(marks.choose(free(0, 9, 1, 4), 16, 1, 64)).isEqualTo(new SlabChoice(2, Verdict.SMALLER));
        assertThat(marks.choose(free(), 16, 3, 64)).isEqualTo(new SlabChoice(3, Verdict.FORCED));
    }

    @Test
    @DisplayName("give twice as much where blocks of twice the size lie about in great numbers, if the class can use them")
    void largerWherePlentiful() {
        long[] free = free(5, 25);
        assertThat(marks.choose(free, 16, 1, 64)).isEqualTo(new SlabChoice(32, Verdict.LARGER));
        assertThat(marks.choose(free, 16, 1, 31)).isEqualTo(new SlabChoice(16, Verdict.AS_WANTED));
        assertThat(marks.choose(free(5, 24), 16, 1, 64).verdict()).isEqualTo(Verdict.AS_WANTED);
    }

    @Test
    @DisplayName("note what a slab takes: the smallest block that holds it, whose halves stay")
    void noteWhatWasTaken() {
        long[] free = free(2, 1, 5, 1);
        Watermarks.note(free, 2);
        assertThat(free).isEqualTo(free(5, 1));
        Watermarks.note(free, 2);
        assertThat(free).isEqualTo(free(2, 1, 3, 1, 4, 1));
        Watermarks.note(free, 6);
        assertThat(free).as("nothing was large enough").isEqualTo(free(2, 1, 3, 1, 4, 1));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 2", "4, 2", "5, 3", "64, 6", "65, 7"})
    @DisplayName("know the order of the block around some units")
    void orderAround(int units, int order) {
        assertThat(Watermarks.orderAround(units)).isEqualTo(order);
    }

    @Test
    @DisplayName("choose the largest block of a space whose largest is far smaller than what is wanted")
    void wantedBeyondTheLargestOrder() {
        Watermarks tiny = new Watermarks(3, 1, 0.1);
        assertThat(tiny.choose(new long[] {1, 1}, 6, 1, 64)).isEqualTo(new SlabChoice(2, Verdict.SMALLER));
        assertThat(tiny.choose(new long[] {1, 0}, 64, 1, 64)).isEqualTo(new SlabChoice(1, Verdict.SMALLER));
        assertThat(tiny.choose(new long[] {1, 1}, 64, 3, 64)).as("less than the class can do with")
                .isEqualTo(new SlabChoice(3, Verdict.FORCED));
        assertThat(tiny.choose(new long[] {0, 0}, 64, 1, 64)).isEqualTo(new SlabChoice(1, Verdict.FORCED));
    }

    @Test
    @DisplayName("take a count below 0, which threads that lose each other's counts may leave, for none")
    void countsBelowNone() {
        assertThat(Watermarks.takenOrder(free(2, -1, 5, 1), 2)).isEqualTo(5);
        assertThat(marks.choose(free(2, 3, 6, -1), 64, 1, 64)).isEqualTo(new SlabChoice(4, Verdict.SMALLER));
        assertThat(marks.choose(free(4, 60, 6, -1), 16, 1, 64)).as("what there is can be had")
                .isEqualTo(new SlabChoice(16, Verdict.AS_WANTED));
    }

    @Test
    @DisplayName("hold at a low share of 0 for no order, down to its last block")
    void noShareNoMarks() {
        Watermarks none = new Watermarks(1 << MAX_ORDER, MAX_ORDER, 0);
        assertThat(none.choose(free(1, 3, 6, 2), 16, 1, 16)).isEqualTo(new SlabChoice(16, Verdict.AS_WANTED));
    }
}
