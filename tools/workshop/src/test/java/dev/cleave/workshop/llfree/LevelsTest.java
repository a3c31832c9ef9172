package dev.cleave.workshop.llfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The two levels, each by itself")
class LevelsTest {
    @ParameterizedTest(name = "order {0}")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    @DisplayName("the lower level hands out a tree's worth of blocks of one order, then none, and takes them back")
    void oneOrder(int order) {
        Lower lower = new Lower(2 * TreeCount.FRAMES);
        int count = TreeCount.FRAMES >> order;
        for (int i = 0; i < count; i++) {
            int frame = lower.take(3, order);
            assertTrue(frame >= 0 && frame < TreeCount.FRAMES && frame % (1 << order) == 0, "frame " + frame);
        }
        assertEquals(Lower.NONE, lower.take(3, order));
        assertTrue(lower.hasRun(order), "the other tree is free");
        for (int i = 0; i < count; i++) {
            lower.give(i << order, order);
        }
        for (int child = 0; child < lower.children; child++) {
            assertEquals(ChildCount.FRAMES, lower.free(child));
        }
    }

    @Test
    @DisplayName("orders 7 and 8 give back the words they had when one of them is lost")
    void undo() {
        BitFields bits = new BitFields(2, 1024);
        bits.take(0, 3, 0);
        assertEquals(256, bits.take(0, 0, 8), "words 0 to 3 are not all free");
        assertFalse(bits.isTaken(0) || bits.isTaken(64) || bits.isTaken(128));
        assertEquals(0, bits.take(0, 0, 7));
        assertEquals(BitFields.NONE, bits.take(0, 0, 7));
        assertFalse(bits.isTaken(2 * 64), "word 2 was had and given back");
    }

    @Test
    @DisplayName("frames beyond the end are taken for ever")
    void rim() {
        Lower lower = new Lower(700);
        assertEquals(512, lower.free(0));
        assertEquals(188, lower.free(1));
        assertTrue(lower.isTaken(700) && lower.isTaken(1023));
        assertFalse(lower.isTaken(699));
        assertFalse(lower.hasRun(10));
        assertTrue(lower.hasRun(9));
    }

    @Test
    @DisplayName("two stripes allocate in trees of their own")
    void stripesApart() {
        Lower lower = new Lower(4 * TreeCount.FRAMES);
        Upper upper = new Upper(lower, 4 * TreeCount.FRAMES, 2);
        int first = upper.take(0, 0);
        int second = upper.take(1, 0);
        assertNotEquals(first >> TreeCount.ORDER, second >> TreeCount.ORDER);
        assertEquals(first >> TreeCount.ORDER, upper.take(0, 3) >> TreeCount.ORDER);
    }

    @Test
    @DisplayName("a stripe that lacks a tree of its own takes from the other's before it gives up")
    void steals() {
        Lower lower = new Lower(1000);
        Upper upper = new Upper(lower, 1000, 2);
        assertNotEquals(Lower.NONE, upper.take(0, 0));
        for (int i = 1; i < 1000; i++) {
            assertNotEquals(Lower.NONE, upper.take(1, 0));
        }
        assertEquals(Lower.NONE, upper.take(1, 0));
        assertEquals(Lower.NONE, upper.take(0, 0));
    }

    @Test
    @DisplayName("the fourth free in a row in another tree moves the stripe there")
    void freedOften() {
        Lower lower = new Lower(2 * TreeCount.FRAMES);
        Upper upper = new Upper(lower, 2 * TreeCount.FRAMES, 2);
        int[] frames = new int[4];
        for (int i = 0; i < 4; i++) {
            frames[i] = upper.take(0, 0);
        }
        int elsewhere = upper.take(1, 0);
        int tree = frames[0] >> TreeCount.ORDER;
        assertNotEquals(tree, elsewhere >> TreeCount.ORDER);
        upper.drain();
        upper.take(1, 10);
        int home = Reservation.tree(upper.reservations().get(1));
        int[] foreign = home == tree ? new int[0] : frames;
        assertEquals(4, foreign.length, "given: stripe 1 is in the other tree");
        for (int i = 0; i < 3; i++) {
            upper.give(1, foreign[i], 0);
            assertEquals(home, Reservation.tree(upper.reservations().get(1)));
        }
        upper.give(1, foreign[3], 0);
        assertEquals(tree, Reservation.tree(upper.reservations().get(1)));
        assertFalse(upper.trees().isReserved(home));
        assertTrue(upper.trees().isReserved(tree));
    }

    @Test
    @DisplayName("what others free in a reserved tree is gathered when the stripe's own count is used up")
    void gathers() {
        Lower lower = new Lower(64);
        Upper upper = new Upper(lower, 64, 2);
        int block = upper.take(0, 6);
        upper.give(1, block, 6);
        assertEquals(64, upper.trees().free(0), "counted past stripe 0");
        assertEquals(block, upper.take(0, 6));
        assertEquals(0, upper.trees().free(0));
    }

    @ParameterizedTest(name = "order {0}")
    @ValueSource(ints = {0, 3, 7, 9, 10})
    @DisplayName("what a stopped call has counted and not taken can be had, and the books are right when it goes on")
    void takesWhatOthersCounted(int order) {
        Lower lower = new Lower(1024);
        Upper upper = new Upper(lower, 1024, 2);
        int inHands = upper.trees().reserve(0, 0, TreeCount.FRAMES);
        assertEquals(1024, inHands, "given: a call has all of the tree in its hands, and stops");
        int count = 1024 >> order;
        for (int i = 0; i < count; i++) {
            assertEquals(i << order, upper.take(i & 1, order));
        }
        assertEquals(Lower.NONE, upper.take(0, order));
        assertEquals(-1024, upper.trees().free(0));
        upper.trees().unreserve(0, inHands);
        upper.verify();
        for (int i = 0; i < count; i++) {
            upper.give(i & 1, i << order, order);
        }
        upper.verify();
        upper.drain();
        assertEquals(1024, upper.trees().free(0));
    }

    @Test
    @DisplayName("a request that sees free frames it cannot have gives up at last")
    void givesUp() {
        Lower lower = new Lower(64);
        Upper upper = new Upper(lower, 64, 1);
        assertTrue(lower.counters.take(0, 64));
        assertTrue(lower.hasRun(0), "given: a call has a child's count in its hands, and stops before it sets bits");
        assertEquals(Lower.NONE, upper.take(0, 0));
        lower.counters.give(0, 64);
        assertEquals(0, upper.take(0, 0));
    }
}
