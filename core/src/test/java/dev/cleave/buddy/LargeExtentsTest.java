package dev.cleave.buddy;

import static dev.cleave.buddy.Parts.MINE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargeExtentsTest {
    private static final long HOME = Homes.UNITS;
    private static final long UNITS = 32 * HOME;

    private final Parts parts = Parts.allFree(UNITS);
    private int stripe;

    /**
     * Of what a space ever hands out, so much is left when stripes in turns ask for extents of a
     * length each, until one is refused.
     */
    private double shareOfIdeal(long units, int stripes, int alignment, long... lengths) {
        BuddySpace space = BuddySpace.builder(units).stripes(stripes).stripeChooser(() -> stripe).build();
        long live = 0;
        stripe = 0;
        while (true) {
            long level = live + units / 1024;
            long length = lengths[stripe];
            do {
                if (space.allocateExtent(length, alignment) == BuddySpace.NO_BLOCK) {
                    space.verify();
                    return live / (double) idealOf(units, lengths);
                }
                live += length;
            } while (live < level);
            stripe = (stripe + 1) % lengths.length;
        }
    }

    /** What a space without gaps serves of the same requests. */
    private static long idealOf(long units, long... lengths) {
        long live = 0;
        for (int turn = 0;; turn++) {
            long level = live + units / 1024;
            long length = lengths[turn % lengths.length];
            do {
                if (live + length > units) {
                    return live;
                }
                live += length;
            } while (live < level);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "330, 4515", "8281, 8192", "3091, 273", "3210, 155", "119, 3210", "257, 3334", "5458, 1342", "705, 513",
        "653, 1244", "218, 3597", "954, 501", "1025, 1623", "194, 790", "1111, 512", "790, 1342", "255, 1818",
        "513, 161", "4, 1623", "413, 257", "6416, 5", "112, 4097", "988, 8643", "2764, 8", "16384, 300", "9279, 4097"})
    void twoStripesEachOfItsOwnLengthFillASpace(long first, long second) {
        assertThat(shareOfIdeal(UNITS, 4, 0, first, second)).isGreaterThanOrEqualTo(0.97);
        assertThat(shareOfIdeal(UNITS, 4, 0, second, first)).isGreaterThanOrEqualTo(0.97);
        assertThat(shareOfIdeal(UNITS, 64, 0, first, second))
                .as("more stripes than homes").isGreaterThanOrEqualTo(0.97);
        assertThat(shareOfIdeal(2 * UNITS - 777, 4, 0, first, second)).isGreaterThanOrEqualTo(0.97);
    }

    @ParameterizedTest
    @CsvSource({"330, 4515, 12", "705, 513, 1", "3818, 16, 1187", "4097, 3304, 737", "64, 954, 501", "2154, 329, 904"})
    void threeStripesFillASpaceToo(long first, long second, long third) {
        assertThat(shareOfIdeal(UNITS, 4, 0, first, second, third)).isGreaterThanOrEqualTo(0.97);
    }

    @ParameterizedTest
    @CsvSource({"336, 4528, 4", "720, 528, 4", "960, 496, 3", "3264, 1344, 6", "1088, 512, 5"})
    void alignedExtentsFillASpaceToo(long first, long second, int alignment) {
        assertThat(shareOfIdeal(UNITS, 4, alignment, first, second)).isGreaterThanOrEqualTo(0.97);
    }

    /** Takes all, and gives ranges back: pairs of an offset and a length. */
    private void onlyFree(long... ranges) {
        parts.ranges.take(0, UNITS, MINE);
        for (int each = 0; each < ranges.length; each += 2) {
            parts.ranges.give(ranges[each], ranges[each + 1]);
        }
    }

    private long take(long length) {
        return parts.extents.takeHole(length, MINE);
    }

    @Test
    void theHighEndOfAnEmptySpaceServes() {
        assertThat(take(1000)).isEqualTo(UNITS - 1000);
        assertThat(take(HOME + 1)).isEqualTo(UNITS - 1000 - HOME - 1);
    }

    @Test
    void theShortestRunThatIsLongEnoughServesWhicheverHomesItReachesOver() {
        onlyFree(100, 3000, 4 * HOME - 700, 1401, 9 * HOME + 5, 1500);
        assertThat(take(1401)).as("over the border of two homes, to the unit").isEqualTo(4 * HOME - 700);
        assertThat(take(1400)).isEqualTo(9 * HOME + 5 + 100);
        assertThat(take(1400)).isEqualTo(100 + 3000 - 1400);
        assertThat(take(1601)).isEqualTo(Offsets.NONE);
        assertThat(take(1599)).isEqualTo(101);
    }

    @Test
    void ofRunsOfOneLengthTheLowestServes() {
        onlyFree(5 * HOME, 700, 2 * HOME, 700, 7 * HOME, 700);
        assertThat(take(700)).isEqualTo(2 * HOME);
    }

    @Test
    void anExtentBeginsWhereItsAlignmentSays() {
        onlyFree(1100, 1050, 3 * HOME, 1501);
        assertThat(parts.extents.takeLarge(1001, 6, MINE))
                .as("no multiple of 64 in the shorter run has so many behind it")
                .isEqualTo(3 * HOME);
        assertThat(parts.extents.takeLarge(1001, 3, MINE)).isEqualTo(1144);
    }

    @Test
    void aRunOverTheBorderOfTwoGigabytesServesWhatIsLong() {
        Parts large = Parts.allFree(4 * 64 * HOME);
        large.ranges.take(0, large.geometry.units, MINE);
        long begin = 64 * HOME - 5000;
        large.ranges.give(begin, 10_001);
        assertThat(large.extents.takeHole(10_001, MINE)).isEqualTo(begin);
    }

    @Test
    void anAlignedOneLeavesNoGapAtTheHighEndWhereItFitsTheLowOne() {
        BuddySpace space = BuddySpace.builder(1536).stripes(1).build();
        assertThat(space.allocateExtent(768, 9)).isZero();
        assertThat(space.allocateExtent(768)).isEqualTo(768);
        space.verify();
    }

    /**
     * Two reads a home for its words, one of each end of a run and those around it; beside them
     * what claims the extent and announces what is left.
     */
    @Test
    void aSearchReadsEachHomeOfAGigabyteOnce() {
        Interloper counter = new Interloper();
        int homes = 64;
        BuddySpace space = BuddySpace.builder(homes * HOME).stripes(1).magazines(false).door(counter).build();
        for (int home = 0; home < homes; home++) {
            assertThat(space.tryAllocateAt(home * HOME + 2048, 1)).isTrue();
        }
        long accesses = counter.accessesOf(() -> assertThat(space.allocateExtent(1000)).isNotNegative());
        assertThat(accesses).isLessThan(homes * (2 + 8) + 200);
    }

    @Test
    void nothingIsHiddenWhereNoRunIsLongEnough() {
        onlyFree(100, 3000, 5 * HOME, 2500);
        long before = parts.lanes.hidings();
        assertThat(take(3001)).isEqualTo(Offsets.NONE);
        assertThat(parts.lanes.hidings()).isEqualTo(before);
    }

    @Test
    void theRestOfASmallSpaceThatIsNoPowerOfTwoIsNotBrokenFirst() {
        BuddySpace small = BuddySpace.of(1152);
        assertThat(small.allocateExtent(22)).as("not the last 128 units").isZero();
        assertThat(small.allocateExtent(501)).isEqualTo(1152 - 501);
        assertThat(small.allocateExtent(501)).isEqualTo(1152 - 2 * 501);
    }
}
