package dev.cleave.workshop.llfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Transitions of packed words, without threads")
class TransitionsTest {
    @Test
    @DisplayName("the lowest aligned run of free bits is found, as looking at every place finds it")
    void findAgreesWithLooking() {
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            long word = random.nextLong();
            for (int thinner = round % 6; thinner > 0; thinner--) {
                word &= random.nextLong();
            }
            for (int order = 0; order <= BitWord.ORDER; order++) {
                assertEquals(looked(word, order), BitWord.find(word, order),
                        Long.toHexString(word) + " order " + order);
            }
        }
        assertEquals(0, BitWord.find(0, 6));
        assertEquals(64, BitWord.find(1L << 63, 6));
        assertEquals(64, BitWord.find(-1L, 0));
    }

    private static int looked(long word, int order) {
        for (int bit = 0; bit < 64; bit += 1 << order) {
            if ((word & BitWord.mask(bit, order)) == 0) {
                return bit;
            }
        }
        return 64;
    }

    @Test
    @DisplayName("masks have 2^order bits where they should")
    void masks() {
        assertEquals(1L, BitWord.mask(0, 0));
        assertEquals(0xf0L, BitWord.mask(4, 2));
        assertEquals(-1L, BitWord.mask(0, 6));
        assertEquals(0xffffffff00000000L, BitWord.mask(32, 5));
    }

    @Test
    @DisplayName("a child's count goes down and up, never below zero or above 512, and its neighbour keeps its own")
    void childCounts() {
        int pair = ChildCount.pair(512, 7);
        int taken = ChildCount.take(pair, 0, 512);
        assertEquals(0, ChildCount.free(taken, 0));
        assertEquals(7, ChildCount.free(taken, 1));
        assertEquals(ChildCount.REFUSED, ChildCount.take(taken, 0, 1));
        assertEquals(ChildCount.REFUSED, ChildCount.take(pair, 1, 8));
        assertEquals(pair, ChildCount.give(taken, 0, 512));
        assertEquals(ChildCount.REFUSED, ChildCount.give(pair, 0, 1));
        assertEquals(ChildCount.pair(512, 0), ChildCount.take(pair, 1, 7));
    }

    @Test
    @DisplayName("a huge child has nothing to take or give, and its neighbour does not notice")
    void hugeChildren() {
        for (int child = 0; child < 2; child++) {
            int pair = child == 0 ? ChildCount.pair(512, 3) : ChildCount.pair(3, 512);
            int huge = ChildCount.takeHuge(pair, child);
            assertTrue(ChildCount.isHuge(huge, child));
            assertFalse(ChildCount.isHuge(huge, child ^ 1));
            assertEquals(0, ChildCount.free(huge, child));
            assertEquals(3, ChildCount.free(huge, child ^ 1));
            assertEquals(ChildCount.REFUSED, ChildCount.take(huge, child, 1));
            assertEquals(ChildCount.REFUSED, ChildCount.give(huge, child, 1));
            assertEquals(ChildCount.REFUSED, ChildCount.takeHuge(huge, child));
            assertEquals(pair, ChildCount.giveHuge(huge, child));
            assertEquals(ChildCount.REFUSED, ChildCount.giveHuge(pair, child));
            assertEquals(ChildCount.REFUSED, ChildCount.takeHuge(pair, child ^ 1));
        }
    }

    @Test
    @DisplayName("a pair becomes huge only when both are all free, and free only when both are huge")
    void hugePairs() {
        int free = ChildCount.pair(512, 512);
        int huge = ChildCount.takeHugePair(free);
        assertTrue(ChildCount.isHuge(huge, 0) && ChildCount.isHuge(huge, 1));
        assertEquals(free, ChildCount.giveHugePair(huge));
        assertEquals(ChildCount.REFUSED, ChildCount.takeHugePair(ChildCount.pair(512, 511)));
        assertEquals(ChildCount.REFUSED, ChildCount.takeHugePair(ChildCount.takeHuge(free, 1)));
        assertEquals(ChildCount.REFUSED, ChildCount.giveHugePair(ChildCount.takeHuge(free, 0)));
    }

    @Test
    @DisplayName("a tree is reserved once, within bounds, with all that is free; what is freed then can be gathered")
    void trees() {
        long tree = TreeCount.of(100);
        long reserved = TreeCount.reserve(tree, 100, 100);
        assertTrue(TreeCount.isReserved(reserved));
        assertEquals(0, TreeCount.free(reserved));
        assertEquals(TreeCount.REFUSED, TreeCount.reserve(reserved, 0, TreeCount.FRAMES));
        assertEquals(TreeCount.REFUSED, TreeCount.reserve(tree, 101, TreeCount.FRAMES));
        assertEquals(TreeCount.REFUSED, TreeCount.reserve(tree, 0, 99));
        assertEquals(TreeCount.REFUSED, TreeCount.takeAll(reserved));
        assertEquals(TreeCount.REFUSED, TreeCount.takeAll(tree));
        long freed = TreeCount.give(reserved, 8, 1);
        assertEquals(8, TreeCount.free(freed));
        assertEquals(1, TreeCount.frees(freed));
        assertEquals(0, TreeCount.free(TreeCount.takeAll(freed)));
        long left = TreeCount.unreserve(freed, 92);
        assertEquals(100, TreeCount.free(left));
        assertFalse(TreeCount.isReserved(left));
        assertEquals(TreeCount.REFUSED, TreeCount.unreserve(left, 0));
        long full = TreeCount.of(TreeCount.FRAMES);
        assertEquals(TreeCount.REFUSED, TreeCount.give(full, 1, 1));
        assertEquals(full, TreeCount.give(TreeCount.of(TreeCount.FRAMES - 1), 1, 0));
    }

    @Test
    @DisplayName("a tree's count may fall below zero, is then not to be reserved or gathered, and comes up again")
    void uncounted() {
        long owing = TreeCount.takeUncounted(TreeCount.reserve(TreeCount.of(8), 8, 8), 8);
        assertEquals(-8, TreeCount.free(owing));
        assertTrue(TreeCount.isReserved(owing));
        assertEquals(TreeCount.REFUSED, TreeCount.takeAll(owing));
        long even = TreeCount.unreserve(owing, 8);
        assertEquals(TreeCount.of(0), even);
        assertEquals(TreeCount.REFUSED, TreeCount.reserve(TreeCount.takeUncounted(even, 1), 0, TreeCount.FRAMES));
        assertEquals(even, TreeCount.give(TreeCount.takeUncounted(even, 1), 1, 0));
    }

    @Test
    @DisplayName("when the count of frees runs over, the count of frames does not notice")
    void freesRunOver() {
        long tree = TreeCount.of(5) | 0xffff_ffffL;
        long next = TreeCount.give(tree, 1, 1);
        assertEquals(6, TreeCount.free(next));
        assertEquals(0, TreeCount.frees(next));
        assertTrue(TreeCount.isReserved(next));
    }

    @Test
    @DisplayName("a reservation keeps tree, row, count and frees apart, up to their largest values")
    void reservations() {
        int row = (1 << 24) - 1;
        int tree = row >> Reservation.ROWS_ORDER;
        long full = Reservation.replace(0, row, TreeCount.FRAMES);
        assertEquals(row, Reservation.row(full));
        assertEquals(tree, Reservation.tree(full));
        assertEquals(TreeCount.FRAMES, Reservation.free(full));
        assertEquals(Reservation.REFUSED, Reservation.give(full, tree, 1, 1));
        assertEquals(Reservation.REFUSED, Reservation.take(full, TreeCount.FRAMES + 1));
        long taken = Reservation.take(full, 1024);
        assertEquals(TreeCount.FRAMES - 1024, Reservation.free(taken));
        assertEquals(Reservation.REFUSED, Reservation.give(taken, tree - 1, 1024, 1));
        long given = Reservation.give(taken, tree, 1024, 1);
        assertEquals(1, Reservation.frees(given));
        assertEquals(TreeCount.FRAMES, Reservation.free(given));
        assertEquals(row - 255, Reservation.row(Reservation.moveTo(given, row - 255)));
        assertEquals(Reservation.REFUSED, Reservation.moveTo(given, row - 256));
        long none = Reservation.remove(given);
        assertFalse(Reservation.isPresent(none));
        assertEquals(1, Reservation.frees(none), "how many were freed is not forgotten");
        assertEquals(Reservation.REFUSED, Reservation.give(none, 0, 1, 1));
        assertEquals(Reservation.REFUSED, Reservation.take(none, 1));
        assertEquals(Reservation.REFUSED, Reservation.moveTo(none, 0));
    }
}
