package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Each pure function on words, beside the same said slot by slot. */
class RunsTest {
    private static final int WORDS = 2000;

    @Test
    void aMaskCoversItsSlotsAndNoOthers() {
        assertThat(Runs.mask(0, 64)).isEqualTo(-1L);
        assertThat(Runs.mask(63, 1)).isEqualTo(Long.MIN_VALUE);
        assertThat(Runs.mask(4, 3)).isEqualTo(0b111_0000L);
    }

    @Test
    void theDrawingInTheClassIsTrue() {
        long word = 0b1111_0011_0001L;
        assertThat(Runs.maximalStarts(word, 0)).isEqualTo(0b0001L);
        assertThat(Runs.maximalStarts(word, 1)).isEqualTo(0b1_0000L);
        assertThat(Runs.maximalStarts(word, 2)).isEqualTo(0b1_0000_0000L);
        assertThat(Runs.maximalOrders(word)).isEqualTo(0b111);
    }

    @Test
    void aWholeWordIsOneRunAndAnEmptyOneIsNone() {
        assertThat(Runs.maximalOrders(-1L)).isEqualTo(1L << Runs.WORD_ORDER);
        assertThat(Runs.maximalOrders(0)).isZero();
        assertThat(Runs.bestFit(-1L, 3)).isZero();
        assertThat(Runs.bestFit(0, 0)).isEqualTo(-1);
        assertThat(Runs.exactFit(0, 3, 2)).isEqualTo(-1);
    }

    @RepeatedTest(3)
    void startsAndMaximalStartsAreThoseFoundSlotBySlot() {
        forRandomWords(word -> {
            long orders = 0;
            for (int order = 0; order <= Runs.WORD_ORDER; order++) {
                long starts = 0;
                long maximal = 0;
                for (int at = 0; at < 64; at += 1 << order) {
                    if (isFree(word, at, 1 << order)) {
                        starts |= 1L << at;
                        boolean alone = order == Runs.WORD_ORDER || !isFree(word, at & -(2 << order), 2 << order);
                        maximal |= alone ? 1L << at : 0;
                    }
                }
                assertThat(Runs.starts(word, order)).isEqualTo(starts);
                assertThat(Runs.maximalStarts(word, order)).isEqualTo(maximal);
                orders |= maximal != 0 ? 1L << order : 0;
            }
            assertThat(Runs.maximalOrders(word)).isEqualTo(orders);
        });
    }

    @RepeatedTest(3)
    void theBestFitIsTheLowestOfTheSmallestMaximalRuns() {
        forRandomWords(word -> {
            for (int order = 0; order <= Runs.WORD_ORDER; order++) {
                int expected = -1;
                for (int each = order; each <= Runs.WORD_ORDER && expected < 0; each++) {
                    long starts = Runs.maximalStarts(word, each);
                    expected = starts == 0 ? -1 : Long.numberOfTrailingZeros(starts);
                }
                assertThat(Runs.bestFit(word, order)).isEqualTo(expected);
            }
        });
    }

    @RepeatedTest(3)
    void aLowFitBeginsTheShortestRunThatHoldsIt() {
        forRandomWords(word -> {
            for (int order = 0; order <= Runs.WORD_ORDER; order++) {
                int expected = -1;
                int shortest = 65;
                for (int at = 64 - (1 << order); at >= 0; at -= 1 << order) {
                    if (isFree(word, at, 1 << order) && lengthAround(word, at) <= shortest) {
                        shortest = lengthAround(word, at);
                        expected = at;
                    }
                }
                assertThat(Runs.lowFit(word, order)).isEqualTo(expected);
            }
        });
        assertThat(Runs.lowFit(-1L, 6)).isZero();
        assertThat(Runs.lowFit(0, 0)).isEqualTo(-1);
    }

    /** How many adjacent slots are free around one. */
    private static int lengthAround(long word, int at) {
        int begin = at;
        while (begin > 0 && isFree(word, begin - 1, 1)) {
            begin--;
        }
        int end = at;
        while (end < 64 && isFree(word, end, 1)) {
            end++;
        }
        return end - begin;
    }

    @RepeatedTest(3)
    void anExactFitPrefersTheLowestHoleTooSmallForTheRunAroundIt() {
        forRandomWords(word -> {
            for (int length = 3; length < 64; length++) {
                int order = 32 - Integer.numberOfLeadingZeros(length - 1);
                int hole = -1;
                int any = -1;
                for (int at = 0; at + length <= 64; at += 1 << order) {
                    if (isFree(word, at, length)) {
                        any = any < 0 ? at : any;
                        hole = hole < 0 && !isFree(word, at, 1 << order) ? at : hole;
                    }
                }
                if (Integer.bitCount(length) != 1) {
                    assertThat(Runs.exactFit(word, length, order)).isEqualTo(hole >= 0 ? hole : any);
                }
            }
        });
    }

    @RepeatedTest(3)
    void aRunMergesIntoTheMaximalRunThatHoldsIt() {
        forRandomWords(word -> {
            for (int at = 0; at < 64; at++) {
                if (isFree(word, at, 1)) {
                    int merged = Runs.mergedOrder(word, at, 0);
                    int start = at & -(1 << merged);
                    assertThat(Runs.maximalStarts(word, merged) >>> start & 1).isEqualTo(1);
                }
            }
        });
    }

    @Test
    void whatIsLeftOfARunIsWhatASplitLeaves() {
        assertThat(Runs.leftOrders(0b1111, 0, 0)).as("a unit of four").isEqualTo(0b11);
        assertThat(Runs.leftOrders(0b1_1111, 4, 0)).as("a run as a whole").isZero();
        assertThat(Runs.leftOrders(-1L, 0, 3)).as("eight units of a word").isEqualTo(0b111_000);
    }

    @Test
    void whatIsLeftOfARunIsWhatIsNewInTheWord() {
        forRandomWords(word -> {
            for (int order = 0; order <= Runs.WORD_ORDER; order++) {
                int at = Runs.bestFit(word, order);
                if (at >= 0) {
                    long left = word & ~Runs.mask(at, 1 << order);
                    assertThat(Runs.leftOrders(word, at, order)).isEqualTo(Runs.newMaximalOrders(word, left));
                }
            }
        });
    }

    private interface Check {
        void of(long word);
    }

    /** Words from nearly empty to nearly full, made of runs rather than of noise. */
    private static void forRandomWords(Check check) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < WORDS; i++) {
            long word = 0;
            for (int run = random.nextInt(12); run >= 0; run--) {
                int order = random.nextInt(6);
                word ^= Runs.mask(random.nextInt(64 >> order) << order, 1 << order);
            }
            long checked = word;
            try {
                check.of(checked);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", word " + Long.toBinaryString(checked), e);
            }
        }
    }

    private static boolean isFree(long word, int at, int length) {
        for (int slot = at; slot < at + length; slot++) {
            if ((word >>> slot & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aRunIsNewWhereItWasNotAsItIsWhateverOrdersTheWordHadBefore() {
        assertThat(Runs.newMaximalOrders(0b111, 0b0111_0000_0111)).as("three units more").isEqualTo(0b11);
        assertThat(Runs.newMaximalOrders(0b0111, 0b1111)).as("joined to four").isEqualTo(0b100);
        assertThat(Runs.newMaximalOrders(0b1111, 0b1110)).as("a unit taken out of four").isEqualTo(0b11);
        assertThat(Runs.newMaximalOrders(0b1_0001, 0b1_0000)).as("a whole run taken").isZero();
        assertThat(Runs.newMaximalOrders(-1L >>> 1, -1L)).as("the word is free as a whole")
                .isEqualTo(1L << Runs.WORD_ORDER);
        assertThat(Runs.newMaximalOrders(-1L, -1L)).isZero();
    }

    @Test
    void aRunIsPackedToWhereItsGapBegins() {
        assertThat(Runs.packed(-1L << 9, 16, 4, 0)).as("seven free slots before it").isEqualTo(9);
        assertThat(Runs.packed(-1L << 9, 16, 4, 2)).as("at a multiple of four").isEqualTo(12);
        assertThat(Runs.packed(-1L << 16, 16, 4, 0)).as("none before it").isEqualTo(16);
        assertThat(Runs.packed(-1L, 16, 4, 0)).as("a whole run before it").isEqualTo(16);
        assertThat(Runs.packed(-1L, 0, 4, 0)).isZero();
    }
}
